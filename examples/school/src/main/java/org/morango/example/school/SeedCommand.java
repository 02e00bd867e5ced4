package org.morango.example.school;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fills a database with rows to sync. */
@Command(name = "seed", description = "Creates the learner ROOT if it is missing, and N summary logs.")
final class SeedCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "ROOT")
    private String root = "";

    @Parameters(index = "1", paramLabel = "N")
    private int count;

    @Override
    public Integer call() {
        try (SchoolPeer peer = school.open()) {
            peer.seed(root, count);
            School.print(Map.of("seeded", count));
            return 0;
        }
    }
}
