using MiniChat.ServiceInterface.Similarity;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Similarity;

[TestFixture]
internal sealed class VectorSegmentTests
{
    private const int Dimensions = 384;

    private static float[] Random(Chance chance, int dimensions = Dimensions)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
            vector[i] = chance.Next(-1000, 1001) / 1000f;
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    private static float Dot(float[] left, float[] right) => left.Zip(right, (one, other) => one * other).Sum();

    [TestCase(32)]
    [TestCase(384)]
    [TestCase(1024)]
    public void Every_way_to_multiply_gives_the_same_product(int length)
    {
        var chance = new Chance(length);
        for (var round = 0; round < 50; round++)
        {
            var left = Enumerable.Range(0, length).Select(_ => (sbyte)chance.Next(-127, 128)).ToArray();
            var right = Enumerable
                .Range(0, length)
                .Select(i => round == 0 ? (sbyte)(i % 2 == 0 ? 127 : -127) : (sbyte)chance.Next(-127, 128))
                .ToArray();
            if (round == 0)
                right.CopyTo(left, 0);

            var product = CodeDot.OfNumbers(left, right);

            Assert.That(CodeDot.Of(left, right), Is.EqualTo(product));
            Assert.That(CodeDot.OfVectors(left, right), Is.EqualTo(product));
        }
    }

    [Test]
    public void The_nearest_by_code_hold_the_nearest()
    {
        var chance = new Chance(1);
        var vectors = Enumerable.Range(0, 3000).Select(_ => Random(chance)).ToList();
        var segment = new VectorSegment(Dimensions);
        for (var i = 0; i < vectors.Count; i++)
            segment.Add(i, vectors[i]);

        for (var round = 0; round < 20; round++)
        {
            var query = Random(chance);
            var exact = Enumerable.Range(0, vectors.Count).OrderByDescending(i => Dot(query, vectors[i])).Take(10);

            var found = segment.Nearest(query, 40);

            Assert.That(found, Has.Count.EqualTo(40));
            Assert.That(exact.Select(i => (long)i), Is.SubsetOf(found));
        }
    }

    [Test]
    public void A_vector_is_nearest_to_itself_and_gone_when_it_is_taken_away()
    {
        var chance = new Chance(2);
        var vectors = Enumerable.Range(0, 2500).Select(_ => Random(chance, 100)).ToList();
        var segment = new VectorSegment(100);
        for (var i = 0; i < vectors.Count; i++)
            segment.Add(i, vectors[i]);

        Assert.That(segment.Nearest(vectors[1234], 1), Is.EqualTo(new long[] { 1234 }));
        Assert.That((segment.Remove(1234), segment.Remove(1234)), Is.EqualTo((true, false)));
        Assert.That(segment.Nearest(vectors[1234], 1), Is.Not.EqualTo(new long[] { 1234 }));
        Assert.That(segment.Nearest(vectors[2499], 1), Is.EqualTo(new long[] { 2499 }));
        for (var i = 0; i < vectors.Count; i++)
            segment.Remove(i);
        Assert.That((segment.Count, segment.Bytes), Is.EqualTo((0, 0L)));
        Assert.That(segment.Nearest(vectors[0], 5), Is.Empty);
    }

    [Test]
    public void Vectors_that_are_no_directions_harm_nobody()
    {
        var segment = new VectorSegment(4);
        segment.Add(1, new float[4]);
        segment.Add(2, [float.NaN, 0, float.PositiveInfinity, 0]);
        segment.Add(3, [0, 1, 0, 0]);

        Assert.That(segment.Nearest([0, 1, 0, 0], 10), Has.Count.EqualTo(3).And.ItemAt(0).EqualTo(3));
        Assert.That(segment.Nearest(new float[4], 10), Has.Count.EqualTo(3));
    }

    [Test]
    public void Memory_is_little_more_than_the_codes()
    {
        var segment = new VectorSegment(Dimensions);
        for (var i = 0; i < 10_000; i++)
            segment.Add(i, new float[Dimensions]);

        Assert.That(segment.Bytes / 10_000.0, Is.LessThanOrEqualTo(400));
    }
}
