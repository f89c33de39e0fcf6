using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>What an interview refuses, and how it would be right.</summary>
internal static class InterviewRefusals
{
    /// <summary>An answer came after the last one.</summary>
    public static ServiceException Done() =>
        new(
            ErrorKind.Conflict,
            "The interview is done, and its answers cannot be changed. GetInterviewResult tells how it went; another skill "
                + "description begins another interview."
        )
        {
            ErrorCode = "InterviewDone",
        };

    /// <summary>There is no result yet.</summary>
    /// <param name="state">How far the newest interview is; null for none.</param>
    public static ServiceException NotDone(InterviewState? state) =>
        new(ErrorKind.Conflict, $"No interview is done yet. {NextOf(state)}") { ErrorCode = "InterviewNotDone" };

    private static string NextOf(InterviewState? state) =>
        state switch
        {
            InterviewState.Making => "Its questions are being made: answer all of them when FindInterviewQuestions has them.",
            InterviewState.Failed => "Its questions could not be made: send the skill description again.",
            InterviewState.Ready => "Answer all questions of FindInterviewQuestions first.",
            _ => "Send a skill description with UpdateSkillDescription first.",
        };
}
