using System.Text.Json.Serialization;
using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>The messages' JSON metadata, made when the project is built, so that none is looked up by reflection at run time.</summary>
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(RegisterResponse))]
[JsonSerializable(typeof(Authenticate))]
[JsonSerializable(typeof(AuthenticateLogout))]
[JsonSerializable(typeof(AuthenticateResponse))]
[JsonSerializable(typeof(GetAccessToken))]
[JsonSerializable(typeof(GetAccessTokenResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(QuestionResponse))]
[JsonSerializable(typeof(CreateCompletion))]
[JsonSerializable(typeof(FindQuestions))]
[JsonSerializable(typeof(FindQuestionsResponse))]
[JsonSerializable(typeof(CreateChat))]
[JsonSerializable(typeof(ChatInfo))]
[JsonSerializable(typeof(Chat))]
[JsonSerializable(typeof(FindChats))]
[JsonSerializable(typeof(FindChatsResponse))]
[JsonSerializable(typeof(GetChat))]
[JsonSerializable(typeof(GetChatResponse))]
[JsonSerializable(typeof(UpdateChat))]
[JsonSerializable(typeof(DeleteChat))]
[JsonSerializable(typeof(GetAnswer))]
[JsonSerializable(typeof(GetAnswerResponse))]
[JsonSerializable(typeof(StreamAnswer))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(RegenerateAnswer))]
[JsonSerializable(typeof(AnswerEvent))]
[JsonSerializable(typeof(AnswerStarted))]
[JsonSerializable(typeof(AnswerDelta))]
[JsonSerializable(typeof(AnswerEnded))]
public sealed partial class MiniChatJson : JsonSerializerContext;
