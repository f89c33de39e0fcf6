var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/", () => "x");
app.Run();

public partial class Program;
