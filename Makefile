.PHONY: run build test format check bench cluster cluster-stop

run:
	dotnet run --project MiniChat.Host

build:
	dotnet build

test:
	dotnet test

format:
	dotnet tool restore
	dotnet csharpier format .
	cd MiniChat.Web && npx prettier --write . ../MiniChat.Tests/Web/app*.mjs

check:
	dotnet tool restore
	dotnet csharpier check .
	dotnet build -warnaserror
	dotnet test --no-build

bench:
	dotnet run -c Release --project bench

# Several processes on one PostgreSQL, behind nginx, on this machine: docs/operations.md.
cluster:
	deploy/cluster.sh

cluster-stop:
	deploy/cluster.sh stop
