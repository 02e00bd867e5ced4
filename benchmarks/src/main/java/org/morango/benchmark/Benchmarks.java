package org.morango.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Command line of the benchmarks. */
@Command(
        name = "benchmarks",
        description = "Measures whole syncs and their parts.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            SyncBenchmark.class,
            AdoptBenchmark.class,
            ChangesBenchmark.class,
            IdleBenchmark.class,
            LiveBenchmark.class,
            ServedStation.class,
            ListenersBenchmark.class,
            NodesBenchmark.class,
            PeersBenchmark.class,
            ReturnBenchmark.class,
            WritesBenchmark.class,
            DeleteBenchmark.class,
            UniqueBenchmark.class,
            ClientsBenchmark.class,
            MemoryBenchmark.class,
            MicroBenchmarks.class,
            SoakBenchmark.class
        })
final class Benchmarks implements Runnable {
    private Benchmarks() {}

    public static void main(String[] args) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(new CommandLine(new Benchmarks())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
