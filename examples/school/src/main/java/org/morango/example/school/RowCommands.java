package org.morango.example.school;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.hibernate.Session;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.hibernate.mapping.SyncableEntity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Commands that change one row of the application, as the application would. */
final class RowCommands {
    private RowCommands() {}

    private static void change(SchoolPeer peer, String id, BiConsumer<Session, SyncableEntity> change) {
        peer.inTransaction(session -> {
            for (Class<? extends SyncableEntity> type : SchoolDatabase.MODELS) {
                SyncableEntity row = session.find(type, id);
                if (row != null) {
                    change.accept(session, row);
                    return;
                }
            }
            throw new MorangoException("No row has the id " + id + ".");
        });
    }

    @Command(name = "edit", description = "Changes one field of a row.")
    static final class Edit implements Callable<Integer> {
        @ParentCommand
        private School school = new School();

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Parameters(index = "1", paramLabel = "FIELD")
        private String field = "";

        @Parameters(index = "2", paramLabel = "VALUE", description = "null for none.")
        private String value = "";

        @Override
        public Integer call() {
            try (SchoolPeer peer = school.open()) {
                change(peer, id, (session, row) -> columns(peer, row).set(session, row, field, value));
                School.print(Map.of("id", id));
                return 0;
            }
        }

        private static Columns columns(SchoolPeer peer, SyncableEntity row) {
            return new Columns(peer.database(), row.getClass());
        }
    }

    @Command(name = "delete", description = "Deletes a row.")
    static final class Delete implements Callable<Integer> {
        @ParentCommand
        private School school = new School();

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Option(names = "--hard", description = "Also purges its content, everywhere.")
        private boolean hard;

        @Override
        public Integer call() {
            try (SchoolPeer peer = school.open()) {
                change(peer, id, (session, row) -> {
                    if (hard) {
                        Morango.hardDelete(session, row);
                    } else {
                        session.remove(row);
                    }
                });
                School.print(Map.of("id", id));
                return 0;
            }
        }
    }
}
