package org.morango.example.school;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.SyncableEntity;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Shows every row of the application. */
@Command(name = "dump", description = "Prints every row of the application as a line of JSON, by model and id.")
final class DumpCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Override
    public Integer call() {
        try (SchoolPeer peer = school.open()) {
            School.print(Map.of("rows", print(peer, System.out)));
            return 0;
        }
    }

    /** Prints the rows; returns their number. */
    static long print(SchoolPeer peer, PrintStream out) {
        long[] rows = new long[1];
        for (Class<? extends SyncableEntity> type : SchoolDatabase.MODELS) {
            Columns columns = new Columns(peer.database(), type);
            peer.database().inStatelessTransaction(session -> {
                try (Stream<? extends SyncableEntity> all = all(session, type)) {
                    all.forEach(row -> {
                        out.println(School.json(line(columns, row)));
                        rows[0]++;
                    });
                }
            });
        }
        return rows[0];
    }

    private static <T> Stream<T> all(StatelessSession session, Class<T> type) {
        return session.createSelectionQuery("from " + type.getSimpleName() + " order by id", type)
                .setFetchSize(1_000)
                .getResultStream();
    }

    private static Map<String, @Nullable Object> line(Columns columns, SyncableEntity row) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("model", columns.model());
        line.put("id", row.getId());
        line.putAll(columns.values(row));
        return line;
    }
}
