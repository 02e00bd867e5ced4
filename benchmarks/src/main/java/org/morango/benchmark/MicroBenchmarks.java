package org.morango.benchmark;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the micro benchmarks by JMH. */
@Command(name = "micro", description = "Measures single steps that need no database, by JMH.")
final class MicroBenchmarks implements Callable<Integer> {
    private static final TimeValue ITERATION = TimeValue.seconds(1);

    @Option(names = "--include", defaultValue = "", description = "Part of the names of the benchmarks to run.")
    private String include = "";

    @Option(names = "--forks", defaultValue = "2", description = "Processes for each; ${DEFAULT-VALUE} if not given.")
    private int forks;

    @Option(
            names = "--iterations",
            defaultValue = "5",
            description = "Seconds in each process, after as many to warm up.")
    private int iterations;

    @Override
    public Integer call() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include("org\\.morango\\.benchmark\\.micro\\..*" + include)
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .warmupTime(ITERATION)
                        .warmupIterations(iterations)
                        .measurementTime(ITERATION)
                        .measurementIterations(iterations)
                        .forks(forks)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .build())
                .run();
        return 0;
    }
}
