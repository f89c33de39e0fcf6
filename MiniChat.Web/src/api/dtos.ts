/* Options:
Date: 2026-11-30 19:16:26
Version: 0.1.0
Tip: an option counts when the // before it is taken away
BaseUrl: http://localhost:5000

//GlobalNamespace:
//MakePropertiesOptional: False
//AddServiceStackTypes: True
//AddResponseStatus: False
//AddImplicitVersion:
//AddDescriptionAsComments: True
//IncludeTypes:
//ExcludeTypes:
//DefaultImports:
*/

// @ts-nocheck


export interface IReturn<T> {
    createResponse(): T;
}

export interface IReturnVoid {
    createResponse(): void;
}

export interface IHasSessionId {
    sessionId?: string;
}

export interface IHasBearerToken {
    bearerToken?: string;
}

export interface IPut {
}

export interface IPost {
}

export interface IDelete {
}

export interface IGet {
}

export interface IPatch {
}

/** @description One field that broke a rule. */
export class ResponseError {
    /** @description The rule's code, such as `NotEmpty`. */
    public errorCode!: string;
    /** @description The property's name in PascalCase; nested ones as `Messages[0].Content`. */
    public fieldName!: string;
    /** @description What was wrong and what would be right, for a person. */
    public message!: string;
    /** @description The rule's figures, by name. */
    public meta?: { [index:string]: string; };

    public constructor(init?: Partial<ResponseError>) { (Object as any).assign(this, init); }
}

/** @description What went wrong, as ServiceStack's clients read it: `{"responseStatus":{errorCode,message,errors}}`. */
export class ResponseStatus {
    /** @description The error's code, such as `NotEmpty` or `Unauthorized`. */
    public errorCode!: string;
    /** @description What was wrong and what would be right, for a person. */
    public message!: string;
    /** @description The fields that broke a rule; empty when it was no field. */
    public errors: ResponseError[] = [];
    /** @description More about the error, by name. */
    public meta?: { [index:string]: string; };

    public constructor(init?: Partial<ResponseStatus>) { (Object as any).assign(this, init); }
}

/** @description How far an interview is. */
export enum InterviewState {
    /** @description There is no skill description yet. */
    NotStarted = 'notStarted',
    /** @description The questions are being made. */
    Making = 'making',
    /** @description The questions could not be made; sending the skill description again begins anew. */
    Failed = 'failed',
    /** @description The questions are there; not all are answered. */
    Ready = 'ready',
    /** @description All questions are answered. */
    Done = 'done',
}

/** @description The answer was kept. */
export class AnswerInterviewQuestionResponse {
    /** @description How far the interview is now. */
    public state!: InterviewState;
    /** @description How many questions are not answered yet, those that are being made among them. */
    public left!: number;

    public constructor(init?: Partial<AnswerInterviewQuestionResponse>) { (Object as any).assign(this, init); }
}

/** @description Who has signed in, with the tokens of a new session. */
export class AuthenticateResponse implements IHasSessionId, IHasBearerToken {
    /** @description The account's number, as text. */
    public userId?: string;
    public sessionId?: string;
    /** @description The account's name. */
    public userName?: string;
    /** @description The name to show. */
    public displayName?: string;
    public bearerToken?: string;
    public refreshToken?: string;
    public refreshTokenExpiry?: string;
    /** @description The account's roles. */
    public roles?: string[];
    /** @description The account's permissions; none are used. */
    public permissions?: string[];
    /** @description How the caller was known, when one asks who one is: `jwt`, or `apikey`. */
    public authProvider?: string;

    public constructor(init?: Partial<AuthenticateResponse>) { (Object as any).assign(this, init); }
}

/** @description The new session. */
export class ChangePasswordResponse implements IHasSessionId, IHasBearerToken {
    /** @description The new session's id. */
    public sessionId?: string;
    /** @description The access token: a JWT for `Authorization: Bearer`. */
    public bearerToken?: string;
    /** @description The refresh token, opaque. */
    public refreshToken?: string;
    /** @description When the refresh token ends, in UTC. */
    public refreshTokenExpiry?: string;

    public constructor(init?: Partial<ChangePasswordResponse>) { (Object as any).assign(this, init); }
}

/** @description How far an answer is. */
export enum AnswerState {
    /** @description It is being made. */
    Running = 'running',
    /** @description The model finished it. */
    Completed = 'completed',
    /** @description Its owner stopped it, or left under the policy `cancel`; the text so far is kept. */
    Stopped = 'stopped',
    /** @description The model failed; the text so far is kept. */
    Failed = 'failed',
    /** @description The server ended before the answer did; the text of the last checkpoint is kept. */
    Interrupted = 'interrupted',
}

/** @description Tokens used by one answer, as the model counted them. */
export class Usage {
    /** @description Tokens of what was sent to the model. */
    public promptTokens!: number;
    /** @description Tokens of what the model wrote. */
    public completionTokens!: number;

    public constructor(init?: Partial<Usage>) { (Object as any).assign(this, init); }
}

/** @description An answer, whole; or, when a stream was asked for where none can be sent, its number and state at once. */
export class QuestionResponse {
    /** @description The answer's number: to read, stream, stop or regenerate it. */
    public answerId!: number;
    /** @description The number of the caller's turn, in a chat. */
    public turnId?: number;
    /** @description How far the answer is. */
    public state!: AnswerState;
    /** @description The text. */
    public answer?: string;
    /** @description The model that answered. */
    public model?: string;
    /** @description Why the model ended: `stop`, `length`, `content_filter`, `tool_calls`. */
    public finishReason?: string;
    /** @description The tokens used, where the model told them. */
    public usage?: Usage;
    /** @description When it was asked for, in UTC. */
    public createdDate?: string;

    public constructor(init?: Partial<QuestionResponse>) { (Object as any).assign(this, init); }
}

/** @description What becomes of an answer when the one who asked leaves before its end. */
export enum DisconnectPolicy {
    /** @description It is finished and kept; it can be read later. */
    Continue = 'continue',
    /** @description The model call is cancelled at once; the text so far is kept. */
    Cancel = 'cancel',
}

/** @description The new key. Its text is shown this once. */
export class CreateApiKeyResponse {
    /** @description The key's number: to delete it. */
    public id!: number;
    /** @description The key itself: send it as `Authorization: Bearer`. The server keeps its hash alone. */
    public key!: string;
    /** @description What it is for. */
    public name!: string;
    /** @description What it can be used for. */
    public scopes: string[] = [];
    /** @description When it ends, in UTC. */
    public expiresDate?: string;
    /** @description When it was made, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<CreateApiKeyResponse>) { (Object as any).assign(this, init); }
}

/** @description A chat, without its turns. */
export class ChatInfo {
    /** @description The chat's number. */
    public id!: number;
    /** @description The title; absent before the first turn. */
    public title?: string;
    /** @description The model to ask, where one was chosen. */
    public model?: string;
    /** @description The system prompt, where there is one. */
    public system?: string;
    /** @description Whether the interview assistant answers; absent where it does not. */
    public assistant?: boolean;
    /** @description When it was begun, in UTC. */
    public createdDate!: string;
    /** @description When the last turn was sent, or the chat changed, in UTC. */
    public modifiedDate!: string;

    public constructor(init?: Partial<ChatInfo>) { (Object as any).assign(this, init); }
}

/** @description One message of a list for the model. */
export class CompletionMessage {
    /** @description Who says it: `system`, `user`, `assistant` (or `developer`). */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(20)")
    public role!: string;
    /** @description What is said. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(100000)")
    public content!: string;

    public constructor(init?: Partial<CompletionMessage>) { (Object as any).assign(this, init); }
}

/** @description A prompt with its answer. */
export class PromptItem {
    /** @description The answer's number. */
    public id!: number;
    /** @description What was asked. */
    public text!: string;
    /** @description The answer; of a running one, the text so far. */
    public response!: string;
    /** @description How far the answer is. */
    public state!: AnswerState;
    /** @description The model that answers. */
    public model!: string;
    /** @description When it was sent, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<PromptItem>) { (Object as any).assign(this, init); }
}

/** @description A turn as it is exported and imported. */
export class PortableTurn {
    /** @description The turn's number, by which others of the same chat name it; an import gives it another one. */
    public id!: number;
    /** @description The turn before; absent for a first one. */
    public parentId?: number;
    /** @description `user` or `assistant`. */
    // @Validate(Validator="NotEmpty")
    public role!: string;
    /** @description The text. */
    public text!: string;
    /** @description How an answer ended; absent in an import for `completed`. */
    public state?: AnswerState;
    /** @description The model that answered. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description Why the model ended. */
    // @Validate(Validator="MaximumLength(200)")
    public finishReason?: string;
    /** @description The tokens used, where the model told them. */
    public usage?: Usage;
    /** @description When it was sent or asked for, in UTC; absent in an import for the chat's. */
    public createdDate?: string;

    public constructor(init?: Partial<PortableTurn>) { (Object as any).assign(this, init); }
}

/** @description A chat as it is exported and imported. */
export class PortableChat {
    /** @description The chat's number where it was; an import gives it another one. */
    public id?: number;
    /** @description The title. */
    // @Validate(Validator="MaximumLength(200)")
    public title?: string;
    /** @description The model to ask, where one was chosen. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description The system prompt, where there is one. */
    // @Validate(Validator="MaximumLength(100000)")
    public system?: string;
    /** @description Whether the interview assistant answers; absent where it does not. */
    public assistant?: boolean;
    /** @description When it was begun, in UTC. */
    public createdDate?: string;
    /** @description When the last turn was sent, or the chat changed, in UTC; absent in an import for the last turn's. */
    public modifiedDate?: string;
    /** @description All turns, in any order; exported ones oldest first. */
    public turns: PortableTurn[] = [];

    public constructor(init?: Partial<PortableChat>) { (Object as any).assign(this, init); }
}

/** @description A page of exported chats. */
export class ExportChatsResponse {
    /** @description The form's name: `minichat`. */
    public format!: string;
    /** @description The form's version: 1. */
    public version!: number;
    /** @description When the page was made, in UTC. */
    public exportedDate!: string;
    /** @description The chats, the first begun first. */
    public chats: PortableChat[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<ExportChatsResponse>) { (Object as any).assign(this, init); }
}

/** @description A key, without its text. */
export class ApiKeyItem {
    /** @description The key's number. */
    public id!: number;
    /** @description What it is for. */
    public name!: string;
    /** @description Its first characters, to know it by. */
    public prefix!: string;
    /** @description What it can be used for. */
    public scopes: string[] = [];
    /** @description When it was made, in UTC. */
    public createdDate!: string;
    /** @description When it ends, in UTC; absent for never. */
    public expiresDate?: string;
    /** @description When it was last used, in UTC, to the minute; absent for never. */
    public lastUsedDate?: string;

    public constructor(init?: Partial<ApiKeyItem>) { (Object as any).assign(this, init); }
}

/** @description All keys of the account. */
export class FindApiKeysResponse {
    /** @description The keys, newest first. */
    public results: ApiKeyItem[] = [];

    public constructor(init?: Partial<FindApiKeysResponse>) { (Object as any).assign(this, init); }
}

/** @description A page of chats. */
export class FindChatsResponse {
    /** @description The chats, the last one used first. */
    public results: ChatInfo[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<FindChatsResponse>) { (Object as any).assign(this, init); }
}

/** @description One question of an interview. */
export class InterviewQuestion {
    /** @description The question's number. */
    public id!: number;
    /** @description What is asked. */
    public content!: string;
    /** @description What can be answered: four choices. */
    public choices: string[] = [];
    /** @description The choice that was made, counted from 0; absent before. */
    public answer?: number;

    public constructor(init?: Partial<InterviewQuestion>) { (Object as any).assign(this, init); }
}

/** @description Why an answer failed. */
export class AnswerError {
    /** @description The code, such as `ModelRateLimited`; docs/errors.md lists them. */
    public errorCode!: string;
    /** @description What happened and what to do, for a person. */
    public message!: string;

    public constructor(init?: Partial<AnswerError>) { (Object as any).assign(this, init); }
}

/** @description The questions, when they are there. */
export class FindInterviewQuestionsResponse {
    /** @description How far the interview is. There are questions when it is `ready` or `done`. */
    public state!: InterviewState;
    /** @description The questions in their order; empty while there are none. */
    public results: InterviewQuestion[] = [];
    /** @description Why there are no questions, when making them failed. */
    public error?: AnswerError;

    public constructor(init?: Partial<FindInterviewQuestionsResponse>) { (Object as any).assign(this, init); }
}

/** @description A model that can be asked. */
export class ModelItem {
    /** @description Its name, as an ask's `model`. */
    public id!: string;

    public constructor(init?: Partial<ModelItem>) { (Object as any).assign(this, init); }
}

/** @description The models that can be asked. */
export class FindModelsResponse {
    /** @description The models, the usual one among them. */
    public results: ModelItem[] = [];
    /** @description The model that is asked when nobody names one. */
    public default!: string;
    /** @description Whether no model answers but the offline responder. */
    public offline!: boolean;

    public constructor(init?: Partial<FindModelsResponse>) { (Object as any).assign(this, init); }
}

/** @description A page of prompts. */
export class FindPromptsResponse {
    /** @description The prompts, newest first. */
    public results: PromptItem[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<FindPromptsResponse>) { (Object as any).assign(this, init); }
}

/** @description An outside provider. */
export class ProviderItem {
    /** @description Its name: `/sign-in/{name}?continue=/path` leads a browser there and back. */
    public name!: string;

    public constructor(init?: Partial<ProviderItem>) { (Object as any).assign(this, init); }
}

/** @description The outside providers. */
export class FindProvidersResponse {
    /** @description The providers; none where only this server knows people. */
    public results: ProviderItem[] = [];

    public constructor(init?: Partial<FindProvidersResponse>) { (Object as any).assign(this, init); }
}

/** @description One question with its answer. */
export class QuestionItem {
    /** @description The answer's number. */
    public answerId!: number;
    /** @description What was asked; of a list of messages, the last one. */
    public text!: string;
    /** @description The answer's text so far. */
    public answer!: string;
    /** @description How far the answer is. */
    public state!: AnswerState;
    /** @description The model that answers. */
    public model!: string;
    /** @description When it was asked, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<QuestionItem>) { (Object as any).assign(this, init); }
}

/** @description A page of questions. */
export class FindQuestionsResponse {
    /** @description The questions, newest first. */
    public results: QuestionItem[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<FindQuestionsResponse>) { (Object as any).assign(this, init); }
}

/** @description A link to a shared chat, in a list. */
export class ShareItem {
    /** @description The chat's number. */
    public chatId!: number;
    /** @description The chat's title. */
    public title?: string;
    /** @description What the link is known by. */
    public token!: string;
    /** @description The link. */
    public url!: string;
    /** @description When it was shared first, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<ShareItem>) { (Object as any).assign(this, init); }
}

/** @description A page of links. */
export class FindSharesResponse {
    /** @description The links, the newest first. */
    public results: ShareItem[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<FindSharesResponse>) { (Object as any).assign(this, init); }
}

/** @description Something that was asked before. */
export class SimilarPrompt {
    /** @description The answer's number. */
    public id!: number;
    /** @description The chat's number, where it was asked in one. */
    public chatId?: number;
    /** @description What was asked. */
    public text!: string;
    /** @description The answer; of a running one, the text that is kept so far. */
    public response!: string;
    /** @description How near, -1 to 1: the cosine of both meanings. */
    public score!: number;
    /** @description When it was asked, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<SimilarPrompt>) { (Object as any).assign(this, init); }
}

/** @description What is near. */
export class FindSimilarPromptsResponse {
    /** @description Best first. */
    public results: SimilarPrompt[] = [];

    public constructor(init?: Partial<FindSimilarPromptsResponse>) { (Object as any).assign(this, init); }
}

/** @description Among what FindSimilarPrompts looks. */
export enum SimilarAmong {
    /** @description Prompts, questions and turns of chats. */
    All = 'all',
    /** @description Prompts alone. */
    Prompts = 'prompts',
}

/** @description A turn, or a chat's title, that holds all words. */
export class FoundTurn {
    /** @description The chat's number. */
    public chatId!: number;
    /** @description The chat's title. */
    public title?: string;
    /** @description The turn's number; absent when the title holds the words. */
    public turnId?: number;
    /** @description `user` or `assistant`, of a turn. */
    public role?: string;
    /** @description The part of the text, or the title, in which the words are. */
    public excerpt!: string;
    /** @description Where the words are in the excerpt: pairs of start and length, in UTF-16 code units. */
    public marks: number[][] = [];
    /** @description When the turn was sent or asked for, or the chat begun, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<FoundTurn>) { (Object as any).assign(this, init); }
}

/** @description A page of what was found. */
export class FindTurnsResponse {
    /** @description What was found, newest first. */
    public results: FoundTurn[] = [];
    /** @description What to send as `after` for the next page; absent on the last one. */
    public next?: string;

    public constructor(init?: Partial<FindTurnsResponse>) { (Object as any).assign(this, init); }
}

/** @description What was used of one model on one day. */
export class UsageItem {
    /** @description The day in UTC, such as `2026-11-21`. */
    public day!: string;
    /** @description The model. */
    public model!: string;
    /** @description How often it was called. */
    public calls!: number;
    /** @description The tokens of what was sent. */
    public promptTokens!: number;
    /** @description The tokens of what came back. */
    public completionTokens!: number;
    /** @description Of how many calls the tokens are estimated, since the model did not tell them. */
    public estimated!: number;
    /** @description How many calls failed, or were interrupted. */
    public failed!: number;

    public constructor(init?: Partial<UsageItem>) { (Object as any).assign(this, init); }
}

/** @description What was used, all together. */
export class UsageTotals {
    /** @description How often models were called. */
    public calls!: number;
    /** @description The tokens of what was sent. */
    public promptTokens!: number;
    /** @description The tokens of what came back. */
    public completionTokens!: number;
    /** @description Of how many calls the tokens are estimated. */
    public estimated!: number;
    /** @description How many calls failed, or were interrupted. */
    public failed!: number;

    public constructor(init?: Partial<UsageTotals>) { (Object as any).assign(this, init); }
}

/** @description What was used. */
export class FindUsageResponse {
    /** @description The days, newest first; those without any use are left out. */
    public results: UsageItem[] = [];
    /** @description All of them together. */
    public totals!: UsageTotals;

    public constructor(init?: Partial<FindUsageResponse>) { (Object as any).assign(this, init); }
}

/** @description The new access token; empty when the refresh token came by cookie, since the new one then does too. */
export class GetAccessTokenResponse {
    /** @description The access token. */
    public accessToken?: string;

    public constructor(init?: Partial<GetAccessTokenResponse>) { (Object as any).assign(this, init); }
}

/** @description An answer as it stands. */
export class GetAnswerResponse {
    /** @description The answer's number. */
    public answerId!: number;
    /** @description How far it is. */
    public state!: AnswerState;
    /** @description The text from the place asked for. */
    public text!: string;
    /** @description The place read up to now (UTF-8 bytes of the whole text): send it as the next `after`. */
    public seq!: number;
    /** @description The model that answers. */
    public model!: string;
    /** @description Why the model ended: `stop`, `length`, `content_filter`, `tool_calls`. */
    public finishReason?: string;
    /** @description The tokens used, where the model told them. */
    public usage?: Usage;
    /** @description Why it failed. */
    public error?: AnswerError;
    /** @description When it was asked for, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<GetAnswerResponse>) { (Object as any).assign(this, init); }
}

/** @description One turn of a chat. */
export class Turn {
    /** @description The turn's number. */
    public id!: number;
    /** @description The turn before; absent for the first. */
    public parentId?: number;
    /** @description `user` or `assistant`. */
    public role!: string;
    /** @description The text; of a running answer, the text so far. */
    public text!: string;
    /** @description The answer's number, when the assistant says it. */
    public answerId?: number;
    /** @description How far the answer is. */
    public state?: AnswerState;
    /** @description The model that answers. */
    public model?: string;
    /** @description Why the model ended. */
    public finishReason?: string;
    /** @description The tokens used, where the model told them. */
    public usage?: Usage;
    /** @description Why the answer failed. */
    public error?: AnswerError;
    /** @description All turns with the same parent, this one included, when there are several. */
    public siblings?: number[];
    /** @description When it was sent or asked for, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<Turn>) { (Object as any).assign(this, init); }
}

/** @description The link to a shared chat. */
export class ShareChatResponse {
    /** @description What the link is known by. */
    public token!: string;
    /** @description The link. */
    public url!: string;
    /** @description When it was shared first, in UTC. */
    public createdDate!: string;
    /** @description The turn up to which it is shared. */
    public turnId!: number;

    public constructor(init?: Partial<ShareChatResponse>) { (Object as any).assign(this, init); }
}

/** @description A chat with its turns. */
export class GetChatResponse {
    /** @description The chat's number. */
    public id!: number;
    /** @description The title; absent before the first turn. */
    public title?: string;
    /** @description The model to ask, where one was chosen. */
    public model?: string;
    /** @description The system prompt, where there is one. */
    public system?: string;
    /** @description Whether the interview assistant answers; absent where it does not. */
    public assistant?: boolean;
    /** @description When it was begun, in UTC. */
    public createdDate!: string;
    /** @description When the last turn was sent, or the chat changed, in UTC. */
    public modifiedDate!: string;
    /** @description The turns of the path, oldest first. */
    public turns: Turn[] = [];
    /** @description The link at which others can read it, where it is shared. */
    public share?: ShareChatResponse;

    public constructor(init?: Partial<GetChatResponse>) { (Object as any).assign(this, init); }
}

/** @description One question of a finished interview. */
export class InterviewResult {
    /** @description The question's number. */
    public id!: number;
    /** @description What was asked. */
    public content!: string;
    /** @description What could be answered. */
    public choices: string[] = [];
    /** @description The choice that was made, counted from 0. */
    public answer!: number;
    /** @description The right choice, counted from 0. */
    public rightChoice!: number;

    public constructor(init?: Partial<InterviewResult>) { (Object as any).assign(this, init); }
}

/** @description A finished interview, with the right choices. */
export class GetInterviewResultResponse {
    /** @description How many answers are right. */
    public score!: number;
    /** @description The questions in their order. */
    public results: InterviewResult[] = [];
    /** @description When the last answer was given, in UTC. */
    public doneDate!: string;

    public constructor(init?: Partial<GetInterviewResultResponse>) { (Object as any).assign(this, init); }
}

/** @description The caller's account with its skill description. */
export class GetProfileResponse {
    /** @description The account's number. */
    public userId!: number;
    /** @description The name to sign in with. */
    public userName!: string;
    /** @description The name to show. */
    public displayName?: string;
    /** @description The email address, where there is one. */
    public email?: string;
    /** @description When the account was made, in UTC. */
    public createdDate!: string;
    /** @description What the caller can do, in their own words; absent before they told. */
    public skillDescription?: string;
    /** @description How far the interview is. */
    public interview!: InterviewState;

    public constructor(init?: Partial<GetProfileResponse>) { (Object as any).assign(this, init); }
}

/** @description One turn of a shared chat. */
export class SharedTurn {
    /** @description `user` or `assistant`. */
    public role!: string;
    /** @description The text. */
    public text!: string;
    /** @description The model that answered. */
    public model?: string;
    /** @description When it was sent or asked for, in UTC. */
    public createdDate!: string;

    public constructor(init?: Partial<SharedTurn>) { (Object as any).assign(this, init); }
}

/** @description A shared chat: what was said up to the turn that was shared, and nothing of whose it is. */
export class GetSharedChatResponse {
    /** @description The chat's title. */
    public title?: string;
    /** @description When the chat was begun, in UTC. */
    public createdDate!: string;
    /** @description The turns of the path, oldest first. */
    public turns: SharedTurn[] = [];

    public constructor(init?: Partial<GetSharedChatResponse>) { (Object as any).assign(this, init); }
}

/** @description A chat that was added. */
export class ImportedChat {
    /** @description The chat's number here. */
    public id!: number;
    /** @description The title. */
    public title?: string;

    public constructor(init?: Partial<ImportedChat>) { (Object as any).assign(this, init); }
}

/** @description What came of an import. */
export class ImportChatsResponse {
    /** @description The chats that were added, in the order in which they were sent. */
    public imported: ImportedChat[] = [];
    /** @description How many were there already. */
    public skipped!: number;

    public constructor(init?: Partial<ImportChatsResponse>) { (Object as any).assign(this, init); }
}

/** @description The account that was made; with tokens when it was signed in at once. */
export class RegisterResponse implements IHasSessionId, IHasBearerToken {
    /** @description The account's number, as text. */
    public userId!: string;
    /** @description The account's name. */
    public userName!: string;
    public sessionId?: string;
    public bearerToken?: string;
    public refreshToken?: string;
    public refreshTokenExpiry?: string;
    /** @description The account's roles, when signed in. */
    public roles?: string[];
    /** @description The account's permissions, when signed in. */
    public permissions?: string[];

    public constructor(init?: Partial<RegisterResponse>) { (Object as any).assign(this, init); }
}

/** @description The description was kept. */
export class UpdateSkillDescriptionResponse {
    /** @description How far the interview is now. */
    public state!: InterviewState;

    public constructor(init?: Partial<UpdateSkillDescriptionResponse>) { (Object as any).assign(this, init); }
}

/** @description Answers a question of the caller's interview. Answers can be changed until the last question is answered, which ends it. */
// @Route("/interview/questions/{Id}/answer", "PUT")
// @ValidateRequest(Validator="IsAuthenticated")
export class AnswerInterviewQuestion implements IReturn<AnswerInterviewQuestionResponse>, IPut {
    /** @description The question's number. */
    // @Validate(Validator="GreaterThan(0)")
    public id!: number;
    /** @description The choice, counted from 0: 0 to 3. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="InclusiveBetween(0,3)")
    public answer?: number;

    public constructor(init?: Partial<AnswerInterviewQuestion>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'AnswerInterviewQuestion'; }
    public getMethod() { return 'PUT'; }
    public createResponse() { return new AnswerInterviewQuestionResponse(); }
}

/**
 * @description Signs in (POST with credentials), signs out (provider `logout`), or tells who one is (GET, or POST with nothing).
 * Source of the shape: ServiceStack's Authenticate.
 */
// @Route("/auth", "GET,POST")
// @Route("/auth/{Provider}", "GET,POST")
export class Authenticate implements IReturn<AuthenticateResponse>, IPost {
    /** @description `credentials` (the default where a name is given), `login` (the same) or `logout`. */
    public provider?: string;
    /** @description The account's name or email address. */
    public userName?: string;
    /** @description The password. */
    public password?: string;
    /** @description Accepted for clients that send it; sessions last as long either way. */
    public rememberMe?: boolean;

    public constructor(init?: Partial<Authenticate>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'Authenticate'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new AuthenticateResponse(); }
}

/** @description Signs out, as a message of its own. */
export class AuthenticateLogout implements IReturn<AuthenticateResponse>, IPost {

    public constructor(init?: Partial<AuthenticateLogout>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'AuthenticateLogout'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new AuthenticateResponse(); }
}

/** @description Gives the caller's own account another password. All its sessions end, its API keys are deleted, and a new session begins. */
// @Route("/account/password", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class ChangePassword implements IReturn<ChangePasswordResponse>, IPost {
    /** @description The password as it is. */
    // @Validate(Validator="MaximumLength(1000)")
    public password!: string;
    /** @description The new one. */
    // @Validate(Validator="MaximumLength(1000)")
    public newPassword!: string;

    public constructor(init?: Partial<ChangePassword>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'ChangePassword'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new ChangePasswordResponse(); }
}

/**
 * @description Sends a turn to a chat and asks the model to answer it, with the chat's turns as context.
 * The whole answer comes back, or a stream of AnswerEvent when `Accept` names `text/event-stream`. With the header `Idempotency-Key`, the same turn sent again is answered with the same answer.
 */
// @Route("/chats/{ChatId}/turns", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class Chat implements IReturn<QuestionResponse>, IPost {
    /** @description The chat's number. */
    // @Validate(Validator="GreaterThan(0)")
    public chatId!: number;
    /** @description What to say. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(100000)")
    public text!: string;
    /** @description The assistant's turn to go on after, which makes a branch where something follows it already; 0 begins the chat anew, beside its first turn. Absent: after the chat's newest turn. */
    // @Validate(Validator="InclusiveBetween(0,9223372036854775807)")
    public parentId?: number;
    /** @description The model to ask; absent for the chat's, or the server's own choice. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description True asks for a stream; absent or false for the whole answer. */
    public stream?: boolean;
    /** @description What becomes of the answer when the caller leaves; absent for `continue`. */
    public onDisconnect?: DisconnectPolicy;

    public constructor(init?: Partial<Chat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'Chat'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new QuestionResponse(); }
}

/** @description Makes an API key: a program sends it in place of an access token. */
// @Route("/api-keys", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class CreateApiKey implements IReturn<CreateApiKeyResponse>, IPost {
    /** @description What the key is for, in words of your own. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(100)")
    public name!: string;
    /** @description When it ends, in UTC; at most ten years from now, absent for never. */
    public expiresDate?: string;
    /** @description What it can be used for: `chat`, `model`, `account`; absent for all that the caller may do. */
    public scopes?: string[];

    public constructor(init?: Partial<CreateApiKey>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'CreateApiKey'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new CreateApiKeyResponse(); }
}

/**
 * @description Begins a chat.
 * With the header `Idempotency-Key`, the same sent again is answered with the same chat.
 */
// @Route("/chats", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class CreateChat implements IReturn<ChatInfo>, IPost {
    /** @description The title; absent, the first turn gives it. */
    // @Validate(Validator="MaximumLength(200)")
    public title?: string;
    /** @description The model to ask; absent for the server's own choice. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description The system prompt: what the model is told before the first turn. */
    // @Validate(Validator="MaximumLength(100000)")
    public system?: string;
    /** @description Whether the interview assistant is to answer: the model is also told the caller's skill description, as it then is. */
    public assistant?: boolean;

    public constructor(init?: Partial<CreateChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'CreateChat'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new ChatInfo(); }
}

/** @description Sends a list of messages to the model as it is: no system prompt, no history. It is kept as one question. */
// @Route("/completions", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class CreateCompletion implements IReturn<QuestionResponse>, IPost {
    /** @description The messages, oldest first. */
    // @Validate(Validator="NotEmpty")
    public messages: CompletionMessage[] = [];
    /** @description The model to ask; absent for the server's own choice. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description True asks for a stream; absent or false for the whole answer. */
    public stream?: boolean;
    /** @description What becomes of the answer when the caller leaves; absent for `continue`. */
    public onDisconnect?: DisconnectPolicy;

    public constructor(init?: Partial<CreateCompletion>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'CreateCompletion'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new QuestionResponse(); }
}

/**
 * @description Sends a prompt to the model, by itself, and keeps it with the answer: a question that can be found again by its meaning.
 * With the header `Idempotency-Key`, the same prompt sent again is answered with the same answer.
 */
// @Route("/prompts", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class CreatePrompt implements IReturn<PromptItem>, IPost {
    /** @description What to ask. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(100000)")
    public text!: string;
    /** @description The model to ask; absent for the server's own choice. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description What becomes of the answer when the caller leaves; absent for `continue`. */
    public onDisconnect?: DisconnectPolicy;

    public constructor(init?: Partial<CreatePrompt>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'CreatePrompt'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new PromptItem(); }
}

/** @description Deletes the caller's own account with all that is its own, for good; running answers are stopped. */
// @Route("/account/delete", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class DeleteAccount implements IReturnVoid, IPost {
    /** @description The account's password, where it has one. */
    // @Validate(Validator="MaximumLength(1000)")
    public password?: string;
    /** @description The account's name, to confirm it, where it has no password since one signs in at an outside provider. */
    // @Validate(Validator="MaximumLength(320)")
    public userName?: string;

    public constructor(init?: Partial<DeleteAccount>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'DeleteAccount'; }
    public getMethod() { return 'POST'; }
    public createResponse() {}
}

/** @description Deletes an API key: nobody gets in with it any more, and what is open with it ends. */
// @Route("/api-keys/{Id}", "DELETE")
// @Route("/api-keys", "DELETE")
// @ValidateRequest(Validator="IsAuthenticated")
export class DeleteApiKey implements IReturnVoid, IDelete {
    /** @description The key's number. */
    // @Validate(Validator="GreaterThan(0)")
    public id!: number;

    public constructor(init?: Partial<DeleteApiKey>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'DeleteApiKey'; }
    public getMethod() { return 'DELETE'; }
    public createResponse() {}
}

/** @description Deletes a chat with all its turns; running answers are stopped. */
// @Route("/chats/{Id}", "DELETE")
// @ValidateRequest(Validator="IsAuthenticated")
export class DeleteChat implements IReturnVoid, IDelete {
    /** @description The chat's number. */
    public id!: number;

    public constructor(init?: Partial<DeleteChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'DeleteChat'; }
    public getMethod() { return 'DELETE'; }
    public createResponse() {}
}

/** @description Gives the caller's own chats with all turns of all branches, to be kept elsewhere or imported. */
// @Route("/chats/export", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class ExportChats implements IReturn<ExportChatsResponse>, IGet {
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many chats at most, 1 to 100; absent for 100. A page ends earlier when it has grown long. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<ExportChats>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'ExportChats'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new ExportChatsResponse(); }
}

/** @description Lists the caller's own API keys, newest first. */
// @Route("/api-keys", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindApiKeys implements IReturn<FindApiKeysResponse>, IGet {

    public constructor(init?: Partial<FindApiKeys>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindApiKeys'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindApiKeysResponse(); }
}

/** @description Lists the caller's own chats, the last one used first. */
// @Route("/chats", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindChats implements IReturn<FindChatsResponse>, IGet {
    /** @description Text that the title must hold, in any case. */
    // @Validate(Validator="MaximumLength(200)")
    public search?: string;
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many, 1 to 100; absent for 20. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<FindChats>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindChats'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindChatsResponse(); }
}

/** @description Reads the questions of the caller's interview. */
// @Route("/interview/questions", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindInterviewQuestions implements IReturn<FindInterviewQuestionsResponse>, IGet {

    public constructor(init?: Partial<FindInterviewQuestions>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindInterviewQuestions'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindInterviewQuestionsResponse(); }
}

/** @description Lists the models that can be asked. */
// @Route("/models", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindModels implements IReturn<FindModelsResponse>, IGet {

    public constructor(init?: Partial<FindModels>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindModels'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindModelsResponse(); }
}

/** @description Lists the caller's own prompts, newest first, running ones included. */
// @Route("/prompts", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindPrompts implements IReturn<FindPromptsResponse>, IGet {
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many, 1 to 100; absent for 20. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<FindPrompts>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindPrompts'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindPromptsResponse(); }
}

/** @description Lists the outside providers at which people can sign in. */
// @Route("/auth/providers", "GET")
export class FindProviders implements IReturn<FindProvidersResponse>, IGet {

    public constructor(init?: Partial<FindProviders>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindProviders'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindProvidersResponse(); }
}

/** @description Lists the caller's own questions, newest first, running ones included. */
// @Route("/questions", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindQuestions implements IReturn<FindQuestionsResponse>, IGet {
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many, 1 to 100; absent for 20. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<FindQuestions>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindQuestions'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindQuestionsResponse(); }
}

/** @description Lists the caller's own links, the newest first. */
// @Route("/shares", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindShares implements IReturn<FindSharesResponse>, IGet {
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many, 1 to 100; absent for 20. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<FindShares>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindShares'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindSharesResponse(); }
}

/** @description Finds what the caller asked before that is nearest in meaning to a text, best first. */
// @Route("/prompts/similar", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindSimilarPrompts implements IReturn<FindSimilarPromptsResponse>, IGet {
    /** @description What to be near to. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(8000)")
    public text!: string;
    /** @description How many at most, 1 to 100; absent for 5. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;
    /** @description Among what; absent for `all`. */
    public among?: SimilarAmong;

    public constructor(init?: Partial<FindSimilarPrompts>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindSimilarPrompts'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindSimilarPromptsResponse(); }
}

/**
 * @description Finds words in the caller's own chats, in their titles and in what either side said: newest first.
 * Every word must be there, in any case and with or without accents; the last one may be the beginning of a word. In scripts without blanks any part of a text is found.
 */
// @Route("/turns", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindTurns implements IReturn<FindTurnsResponse>, IGet {
    /** @description The words. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(200)")
    public search!: string;
    /** @description The `next` of the page before; absent for the first page. */
    // @Validate(Validator="MaximumLength(100)")
    public after?: string;
    /** @description How many, 1 to 100; absent for 20. */
    // @Validate(Validator="InclusiveBetween(1,100)")
    public take?: number;

    public constructor(init?: Partial<FindTurns>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindTurns'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindTurnsResponse(); }
}

/** @description Tells what was used of the models: by day, in UTC, and by model. */
// @Route("/usage", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class FindUsage implements IReturn<FindUsageResponse>, IGet {
    /** @description From when on, in UTC; absent for 30 days before FindUsage.To. */
    public from?: string;
    /** @description Until when, in UTC, itself left out; absent for the end of today. At most 366 days after FindUsage.From. */
    public to?: string;
    /** @description True for all accounts together; an admin alone may ask. */
    public all?: boolean;
    /** @description The account; absent for the caller's own. Another one an admin alone may name. */
    public accountId?: number;
    /** @description The API key that was used; absent for all, and for none. */
    public keyId?: number;

    public constructor(init?: Partial<FindUsage>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'FindUsage'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new FindUsageResponse(); }
}

/** @description A new access token for a refresh token, which stays as it is. Source of the shape: ServiceStack's GetAccessToken. */
// @Route("/access-token", "POST")
export class GetAccessToken implements IReturn<GetAccessTokenResponse>, IPost {
    /** @description The refresh token; absent, the cookie `ss-reftok` is used. */
    public refreshToken?: string;
    /** @description Accepted for clients that send it; the cookie is set either way. */
    public useTokenCookie?: boolean;

    public constructor(init?: Partial<GetAccessToken>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetAccessToken'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new GetAccessTokenResponse(); }
}

/** @description Reads an answer: the text after a place, now or when there is more (long-poll). */
// @Route("/answers/{AnswerId}", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class GetAnswer implements IReturn<GetAnswerResponse>, IGet {
    /** @description The answer's number. */
    public answerId!: number;
    /** @description The place read up to before (UTF-8 bytes of the text); absent or 0 for the whole text. */
    // @Validate(Validator="InclusiveBetween(0,9223372036854775807)")
    public after?: number;
    /** @description Seconds to wait for more than GetAnswer.After, or for the end; 0 to 30, absent for not at all. */
    // @Validate(Validator="InclusiveBetween(0,30)")
    public wait?: number;

    public constructor(init?: Partial<GetAnswer>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetAnswer'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new GetAnswerResponse(); }
}

/** @description Reads a chat with its turns: the path to the newest one, or to or through another that is named. */
// @Route("/chats/{Id}", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class GetChat implements IReturn<GetChatResponse>, IGet {
    /** @description The chat's number. */
    public id!: number;
    /** @description The turn at which the path ends; absent for the newest. */
    public leaf?: number;
    /** @description A turn that the path leads through, and on to the newest turn below it; with GetChat.Leaf, without effect. */
    public through?: number;

    public constructor(init?: Partial<GetChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetChat'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new GetChatResponse(); }
}

/** @description Tells how the caller's last finished interview went. */
// @Route("/interview/result", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class GetInterviewResult implements IReturn<GetInterviewResultResponse>, IGet {

    public constructor(init?: Partial<GetInterviewResult>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetInterviewResult'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new GetInterviewResultResponse(); }
}

/** @description Tells who the caller is, and how far their interview is. */
// @Route("/profile", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
export class GetProfile implements IReturn<GetProfileResponse>, IGet {

    public constructor(init?: Partial<GetProfile>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetProfile'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new GetProfileResponse(); }
}

/** @description Reads a shared chat by its link. Nobody has to sign in for that. */
// @Route("/shares/{Token}", "GET")
export class GetSharedChat implements IReturn<GetSharedChatResponse>, IGet {
    /** @description What the link is known by. */
    // @Validate(Validator="MaximumLength(100)")
    public token!: string;

    public constructor(init?: Partial<GetSharedChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'GetSharedChat'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return new GetSharedChatResponse(); }
}

/** @description Adds chats that were exported, all or none. What is there already is left out: importing twice gives nothing twice. */
// @Route("/chats/import", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class ImportChats implements IReturn<ImportChatsResponse>, IPost {
    /** @description The chats. */
    // @Validate(Validator="NotEmpty")
    public chats: PortableChat[] = [];

    public constructor(init?: Partial<ImportChats>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'ImportChats'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new ImportChatsResponse(); }
}

/**
 * @description Asks one question, outside of chats.
 * The whole answer comes back, or a stream of AnswerEvent when `Accept` names `text/event-stream`. With the header `Idempotency-Key`, the same question sent again is answered with the same answer.
 */
// @Route("/questions", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class Question implements IReturn<QuestionResponse>, IPost {
    /** @description What to ask. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(100000)")
    public text!: string;
    /** @description The model to ask; absent for the server's own choice. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description Whether the model also gets the caller's earlier questions and answers, those of chats left out; absent for no. */
    public history?: boolean;
    /** @description True asks for a stream; absent or false for the whole answer. */
    public stream?: boolean;
    /** @description What becomes of the answer when the caller leaves; absent for `continue`. */
    public onDisconnect?: DisconnectPolicy;

    public constructor(init?: Partial<Question>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'Question'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new QuestionResponse(); }
}

/** @description Asks the same again: a new answer beside the old one. */
// @Route("/answers/{AnswerId}/regenerate", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class RegenerateAnswer implements IReturn<QuestionResponse>, IPost {
    /** @description The number of the answer to replace. */
    public answerId!: number;
    /** @description The model to ask; absent for the one asked before. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description True asks for a stream; absent or false for the whole answer. */
    public stream?: boolean;
    /** @description What becomes of the answer when the caller leaves; absent for `continue`. */
    public onDisconnect?: DisconnectPolicy;

    public constructor(init?: Partial<RegenerateAnswer>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'RegenerateAnswer'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new QuestionResponse(); }
}

/** @description Makes an account. Source of the shape: ServiceStack's Register. */
// @Route("/register", "POST")
export class Register implements IReturn<RegisterResponse>, IPost {
    /** @description The name to sign in with; a name or an email is needed. */
    public userName?: string;
    /** @description The first name. */
    public firstName?: string;
    /** @description The last name. */
    public lastName?: string;
    /** @description The name to show. */
    public displayName?: string;
    /** @description The email address; one can sign in with it too. */
    public email?: string;
    /** @description The password, 8 to 128 characters, taken exactly as it is. */
    public password?: string;
    /** @description The password once more; must be equal where it is given. */
    public confirmPassword?: string;
    /** @description True signs the new account in at once. */
    public autoLogin?: boolean;

    public constructor(init?: Partial<Register>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'Register'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new RegisterResponse(); }
}

/** @description Lets everybody who has the link read a chat up to a turn. A chat has one link: sharing again moves it to another turn. */
// @Route("/chats/{Id}/share", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class ShareChat implements IReturn<ShareChatResponse>, IPost {
    /** @description The chat's number. */
    public id!: number;
    /** @description The turn up to which it is shared; absent for the newest. */
    public leaf?: number;

    public constructor(init?: Partial<ShareChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'ShareChat'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new ShareChatResponse(); }
}

/** @description Stops an answer at once; the text so far is kept. An answer that has ended stays as it is. */
// @Route("/answers/{AnswerId}/stop", "POST")
// @ValidateRequest(Validator="IsAuthenticated")
export class StopAnswer implements IReturn<GetAnswerResponse>, IPost {
    /** @description The answer's number. */
    public answerId!: number;

    public constructor(init?: Partial<StopAnswer>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'StopAnswer'; }
    public getMethod() { return 'POST'; }
    public createResponse() { return new GetAnswerResponse(); }
}

/** @description Follows an answer: replays what is there, then what comes, until its end. */
// @Route("/answers/{AnswerId}/events", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
// Its answer is a stream of Server-Sent Events.
export class StreamAnswer implements IReturn<string>, IGet {
    /** @description The answer's number. */
    public answerId!: number;
    /** @description The place read up to before; the header `Last-Event-ID` says the same. */
    // @Validate(Validator="InclusiveBetween(0,9223372036854775807)")
    public after?: number;

    public constructor(init?: Partial<StreamAnswer>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'StreamAnswer'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return ''; }
}

/**
 * @description Follows the caller's answers, whatever door they were asked for by: one after the other, each from its beginning to its end.
 * It goes on until the caller leaves. Answers that began while another one was followed wait for their turn.
 */
// @Route("/answers/events", "GET")
// @ValidateRequest(Validator="IsAuthenticated")
// Its answer is a stream of Server-Sent Events.
export class StreamAnswers implements IReturn<string>, IGet {
    /** @description The number of the last answer that was read before; absent for those that begin from now on. The header `Last-Event-ID` says the same. */
    // @Validate(Validator="InclusiveBetween(0,9223372036854775807)")
    public after?: number;

    public constructor(init?: Partial<StreamAnswers>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'StreamAnswers'; }
    public getMethod() { return 'GET'; }
    public createResponse() { return ''; }
}

/** @description Ends a link: nobody reads the chat by it any more. */
// @Route("/chats/{Id}/share", "DELETE")
// @ValidateRequest(Validator="IsAuthenticated")
export class UnshareChat implements IReturnVoid, IDelete {
    /** @description The chat's number. */
    public id!: number;

    public constructor(init?: Partial<UnshareChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'UnshareChat'; }
    public getMethod() { return 'DELETE'; }
    public createResponse() {}
}

/** @description Changes a chat; what is absent stays as it is, an empty text takes it away. */
// @Route("/chats/{Id}", "PATCH")
// @ValidateRequest(Validator="IsAuthenticated")
export class UpdateChat implements IReturn<ChatInfo>, IPatch {
    /** @description The chat's number. */
    public id!: number;
    /** @description The title. */
    // @Validate(Validator="MaximumLength(200)")
    public title?: string;
    /** @description The model to ask. */
    // @Validate(Validator="MaximumLength(200)")
    public model?: string;
    /** @description The system prompt. */
    // @Validate(Validator="MaximumLength(100000)")
    public system?: string;

    public constructor(init?: Partial<UpdateChat>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'UpdateChat'; }
    public getMethod() { return 'PATCH'; }
    public createResponse() { return new ChatInfo(); }
}

/**
 * @description Tells what the caller can do, and begins to make interview questions of it.
 * The questions are made in the background: FindInterviewQuestions tells when they are there. In an interview that is not done, answered questions stay and the others are replaced; after one that is done, another begins. The same description again, while its questions are being made, changes nothing.
 */
// @Route("/profile/skill-description", "PUT")
// @ValidateRequest(Validator="IsAuthenticated")
export class UpdateSkillDescription implements IReturn<UpdateSkillDescriptionResponse>, IPut {
    /** @description What the caller can do, in their own words. */
    // @Validate(Validator="NotEmpty")
    // @Validate(Validator="MaximumLength(10000)")
    public description!: string;

    public constructor(init?: Partial<UpdateSkillDescription>) { (Object as any).assign(this, init); }
    public getTypeName() { return 'UpdateSkillDescription'; }
    public getMethod() { return 'PUT'; }
    public createResponse() { return new UpdateSkillDescriptionResponse(); }
}
