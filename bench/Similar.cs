using System.Diagnostics;
using System.Numerics.Tensors;
using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.Bench;

/// <summary>The index of one account: its time beside an exact search of float32 by TensorPrimitives, and what it finds of that.</summary>
internal static class Similar
{
    private const int Dimensions = 384;
    private const int Wanted = 10;
    private const int Margin = 40;
    private const int Topics = 200;

    public static void Run()
    {
        Load.Head($"Similar: {Dimensions} dimensions, the best {Wanted}, one thread");
        foreach (var count in new[] { 1_000, 10_000, 100_000 })
            Measure(count, rounds: count > 10_000 ? 200 : 1_000);
    }

    private static void Measure(int count, int rounds)
    {
        var vectors = Vectors(count, seed: 1);
        var queries = Vectors(rounds, seed: 2);
        var segment = new VectorSegment(Dimensions);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            segment.Add(i, Row(vectors, i));
        var add = Stopwatch.GetElapsedTime(begun).TotalMicroseconds / count;

        var (ours, exact) = (new double[rounds], new double[rounds]);
        var found = 0;
        for (var round = -Math.Min(50, rounds); round < rounds; round++)
        {
            // The first ones warm both up and are not counted. Both in turn, so that a busy machine slows both.
            var query = Row(queries, Math.Max(round, 0)).ToArray();
            begun = Stopwatch.GetTimestamp();
            var near = Nearest(segment, vectors, query);
            var mine = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            begun = Stopwatch.GetTimestamp();
            var truth = Exact(vectors, count, query);
            var theirs = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            if (round < 0)
                continue;
            (ours[round], exact[round]) = (mine, theirs);
            found += near.Intersect(truth).Count();
        }
        Report(count, ours, exact);
        var recall = (double)found / (rounds * Wanted);
        Load.Line("  recall@10, bytes a vector, an add", $"{recall:0.0000}, {segment.Bytes / (double)count:0}, {add:0.00} us");
    }

    private static void Report(int count, double[] ours, double[] exact)
    {
        var ratio = Load.Median(exact.Zip(ours, (theirs, mine) => theirs / mine));
        Load.Line(
            $"{count:N0} vectors: p50, p99",
            $"{At(ours, 0.5):0.0}, {At(ours, 0.99):0.0} us; float32 {At(exact, 0.5):0.0}, {At(exact, 0.99):0.0} us: {ratio:0.0} times"
        );
    }

    private static double At(double[] times, double part) => times.Order().ElementAt((int)(part * (times.Length - 1)));

    /// <summary>As the server searches: by code, then exactly by the float32 rows.</summary>
    private static List<long> Nearest(VectorSegment segment, float[] vectors, float[] query) =>
        [
            .. segment
                .Nearest(query, Wanted + Margin)
                .OrderByDescending(id => TensorPrimitives.Dot(query, Row(vectors, (int)id)))
                .Take(Wanted),
        ];

    private static List<long> Exact(float[] vectors, int count, float[] query)
    {
        var best = new PriorityQueue<long, float>(Wanted);
        var least = float.NegativeInfinity;
        for (var i = 0; i < count; i++)
        {
            var score = TensorPrimitives.Dot(query, Row(vectors, i));
            if (best.Count == Wanted && score <= least)
                continue;
            if (best.Count == Wanted)
                best.DequeueEnqueue(i, score);
            else
                best.Enqueue(i, score);
            if (best.Count == Wanted)
                best.TryPeek(out _, out least);
        }
        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    private static ReadOnlySpan<float> Row(float[] vectors, int index) => vectors.AsSpan(index * Dimensions, Dimensions);

    /// <summary>Unit vectors around topics, as texts' are: near ones are much nearer than by chance. The same at each run.</summary>
    private static float[] Vectors(int count, int seed)
    {
        var topics = new float[Topics * Dimensions];
        Fill(topics, 12_345);
        var vectors = new float[count * Dimensions];
        Fill(vectors, seed);
        for (var i = 0; i < count; i++)
        {
            var row = vectors.AsSpan(i * Dimensions, Dimensions);
            TensorPrimitives.Add(row, Row(topics, i * 7 % Topics), row);
            TensorPrimitives.Divide(row, TensorPrimitives.Norm(row), row);
        }
        return vectors;
    }

    private static void Fill(Span<float> values, int seed)
    {
        var state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;
        foreach (ref var value in values)
        {
            // A sum of uniform numbers, near enough to a normal one.
            value = -2;
            for (var i = 0; i < 4; i++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                value += (state >> 40) / (float)(1 << 24);
            }
        }
    }
}
