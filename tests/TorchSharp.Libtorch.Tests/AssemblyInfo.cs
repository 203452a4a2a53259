// libtorch has one source of random numbers: a test that seeds it must be alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
