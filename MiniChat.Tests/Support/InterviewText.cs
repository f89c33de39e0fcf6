using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Support;

/// <summary>What a model writes when it makes an interview, and how a person goes through one.</summary>
internal static class InterviewText
{
    /// <summary>So many questions. The right choices all begin with "right", the wrong ones with "wrong".</summary>
    public static string Of(int count, string topic = "topic")
    {
        var questions = new JsonObject();
        for (var number = 1; number <= count; number++)
            questions[$"question{number}"] = Question($"What about {topic} {number}?", number);
        return questions.ToJsonString();
    }

    /// <summary>One question.</summary>
    public static JsonObject Question(string content, int number = 1) =>
        new()
        {
            ["content"] = content,
            ["right"] = $"right {number}",
            ["wrong1"] = $"wrong {number}a",
            ["wrong2"] = $"wrong {number}b",
            ["wrong3"] = $"wrong {number}c",
        };

    /// <summary>How many questions a call of the model asks for.</summary>
    public static int CountOf(string schema) => JsonNode.Parse(schema)!["properties"]!.AsObject().Count;

    /// <summary>Tells a description.</summary>
    public static Task<UpdateSkillDescriptionResponse> DescribeAsync(this MiniChatClient client, string description) =>
        client.SendAsync(new UpdateSkillDescription { Description = description }, Deadline.Soon);

    /// <summary>The interview, as soon as it is so far.</summary>
    public static async Task<FindInterviewQuestionsResponse> UntilAsync(this MiniChatClient client, InterviewState state)
    {
        for (var deadline = Deadline.Soon; ; deadline.ThrowIfCancellationRequested())
        {
            var found = await client.SendAsync(new FindInterviewQuestions(), deadline);
            if (found.State == state)
                return found;
        }
    }

    /// <summary>Tells a description and lets the model make questions of it.</summary>
    public static async Task<List<InterviewQuestion>> InterviewAsync(
        this MiniChatClient client,
        ScriptedModel model,
        string description = "I grow walnuts."
    )
    {
        await client.DescribeAsync(description);
        var call = await model.NextCallAsync();
        call.Say(Of(CountOf(call.Request.JsonSchema!), description)).Finish();
        return (await client.UntilAsync(InterviewState.Ready)).Results;
    }

    /// <summary>Answers a question, rightly or not.</summary>
    public static Task<AnswerInterviewQuestionResponse> AnswerAsync(
        this MiniChatClient client,
        InterviewQuestion question,
        bool rightly = true
    ) =>
        client.SendAsync(
            new AnswerInterviewQuestion
            {
                Id = question.Id,
                Answer = question.Choices.FindIndex(choice => choice.StartsWith("right", StringComparison.Ordinal) == rightly),
            },
            Deadline.Soon
        );
}
