namespace MiniChat.ServiceInterface.Similarity;

/// <summary>
/// The vectors of one account in codes, in blocks that lie as one in memory, to be looked through whole: a code more than the
/// dimensions each, and no list of neighbours to build. What is nearest by code is nearly what is nearest; who asks for a few
/// more than are wanted and compares those exactly misses nothing.
/// </summary>
/// <param name="dimensions">The dimensions of every vector.</param>
public sealed class VectorSegment(int dimensions)
{
    private const int BlockSize = 256;

    private readonly int _length = VectorCode.LengthOf(dimensions);
    private readonly List<Block> _blocks = [];
    private readonly Lock _gate = new();

    /// <summary>How many vectors there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a vector.</summary>
    /// <param name="id">Whose it is; an id that is there already is there twice.</param>
    /// <param name="vector">The vector, of unit length.</param>
    public void Add(long id, ReadOnlySpan<float> vector)
    {
        lock (_gate)
        {
            var block = Room();
            block.Scales[block.Count] = VectorCode.Write(vector, block.CodesOf(block.Count, _length));
            Close(block, id);
        }
    }

    /// <summary>Adds a vector whose codes are known.</summary>
    /// <param name="id">Whose it is; an id that is there already is there twice.</param>
    /// <param name="codes">The codes, as many as <see cref="VectorCode.LengthOf"/> says.</param>
    /// <param name="scale">What a code of 1 stands for.</param>
    internal void Add(long id, ReadOnlySpan<sbyte> codes, float scale)
    {
        lock (_gate)
        {
            var block = Room();
            codes.CopyTo(block.CodesOf(block.Count, _length));
            block.Scales[block.Count] = scale;
            Close(block, id);
        }
    }

    private Block Room()
    {
        if (Count == _blocks.Count * BlockSize)
            _blocks.Add(new Block());
        var block = _blocks[^1];
        Bytes += block.Grow(_length);
        return block;
    }

    private void Close(Block block, long id)
    {
        block.Ids[block.Count] = id;
        block.Count++;
        Count++;
    }

    /// <summary>Takes a vector away; the last one takes its place.</summary>
    /// <param name="id">Whose it is.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(long id)
    {
        lock (_gate)
        {
            foreach (var block in _blocks)
            {
                var at = block.Ids.AsSpan(0, block.Count).IndexOf(id);
                if (at < 0)
                    continue;
                var last = _blocks[^1];
                block.Take(at, last, _length);
                last.Count--;
                Count--;
                if (last.Count == 0)
                {
                    Bytes -= last.Bytes;
                    _blocks.RemoveAt(_blocks.Count - 1);
                }
                return true;
            }
            return false;
        }
    }

    /// <summary>The ids of the vectors that are nearest by their codes, best first.</summary>
    /// <param name="query">The vector to be near to, of unit length.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<long> Nearest(ReadOnlySpan<float> query, int most)
    {
        Span<sbyte> codes = new sbyte[_length];
        VectorCode.Write(query, codes);
        var best = new PriorityQueue<long, float>(most);
        lock (_gate)
        {
            var least = float.NegativeInfinity;
            foreach (var block in _blocks)
                least = Look(block, codes, best, most, least);
        }
        var ids = new long[best.Count];
        for (var i = ids.Length - 1; i >= 0; i--)
            ids[i] = best.Dequeue();
        return ids;
    }

    private float Look(Block block, ReadOnlySpan<sbyte> query, PriorityQueue<long, float> best, int most, float least)
    {
        for (var i = 0; i < block.Count; i++)
        {
            // The query's own scale changes no order.
            var score = CodeDot.Of(block.CodesOf(i, _length), query) * block.Scales[i];
            if (best.Count == most && score <= least)
                continue;
            if (best.Count == most)
                best.DequeueEnqueue(block.Ids[i], score);
            else
                best.Enqueue(block.Ids[i], score);
            if (best.Count == most)
                best.TryPeek(out _, out least);
        }
        return least;
    }

    private sealed class Block
    {
        private sbyte[] _codes = [];

        public int Count { get; set; }

        public long[] Ids { get; private set; } = [];

        public float[] Scales { get; private set; } = [];

        public long Bytes => _codes.Length + Ids.Length * (sizeof(long) + sizeof(float));

        public Span<sbyte> CodesOf(int index, int length) => _codes.AsSpan(index * length, length);

        /// <summary>Makes room for one more, in steps that leave a small account small.</summary>
        /// <returns>How many bytes that took.</returns>
        public long Grow(int length)
        {
            if (Count < Ids.Length)
                return 0;
            var before = Bytes;
            var room = Math.Clamp(Count * 2, 8, BlockSize);
            Array.Resize(ref _codes, room * length);
            var (ids, scales) = (Ids, Scales);
            Array.Resize(ref ids, room);
            Array.Resize(ref scales, room);
            (Ids, Scales) = (ids, scales);
            return Bytes - before;
        }

        /// <summary>Puts the last one of a block in the place of one of this.</summary>
        public void Take(int at, Block last, int length)
        {
            last.CodesOf(last.Count - 1, length).CopyTo(CodesOf(at, length));
            Ids[at] = last.Ids[last.Count - 1];
            Scales[at] = last.Scales[last.Count - 1];
        }
    }
}
