.PHONY: run build test format check bench

run:
	dotnet run --project MiniChat.Host

build:
	dotnet build

test:
	dotnet test

format:
	dotnet tool restore
	dotnet csharpier format .

check:
	dotnet tool restore
	dotnet csharpier check .
	dotnet build -warnaserror
	dotnet test --no-build

bench:
	dotnet run -c Release --project bench
