// Fixtures run side by side, the tests of one in turn. Three, not one for each core: many tests wait for another program.
// What counts in the whole process, or measures how long it takes, is [NonParallelizable] and runs by itself afterwards.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
