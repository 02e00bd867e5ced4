package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.hibernate.report.StoreFigures;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Counts rows. */
@Command(name = "count", description = "Counts the rows of the application and of the store.")
final class CountCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Override
    public Integer call() {
        try (SchoolPeer peer = school.open()) {
            StoreFigures store = peer.morango().storeFigures();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("store", store.records());
            result.put("logs", rows(peer, "SummaryLog"));
            result.put("rmc", store.recordMaxCounters());
            result.put("users", rows(peer, "Learner"));
            result.put("errors", store.errors());
            result.put("conflicts", store.conflicts());
            School.print(result);
            return 0;
        }
    }

    private static long rows(SchoolPeer peer, String entity) {
        return peer.database()
                .fromTransaction(session -> session.createSelectionQuery("select count(*) from " + entity, Long.class)
                        .getSingleResult());
    }
}
