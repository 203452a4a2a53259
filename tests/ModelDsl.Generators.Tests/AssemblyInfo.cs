// The number of evaluations is counted for the whole process, and several tests ask how many an edit causes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
