package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Creates the tables and scope definitions; on request also a root certificate and an account that may hand out
 * certificates.
 */
@Command(name = "init", description = "Prepares a database.")
final class InitCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Option(
            names = "--root",
            description = "Also creates a root certificate, and the superuser admin with password pw.")
    private boolean root;

    @Override
    public Integer call() {
        try (SchoolPeer peer = SchoolPeer.init(school.db)) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("root", root ? peer.createRoot().id() : null);
            result.put("instance", peer.morango().instance().id());
            if (root) {
                peer.saveAccount("admin", "pw");
            }
            School.print(result);
            return 0;
        }
    }
}
