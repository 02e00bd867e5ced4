package org.morango.cli;

import java.util.List;
import java.util.function.Function;
import org.morango.common.MorangoException;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Options of lists that may be long. */
final class Page {
    private static final int MOST = 1_000;

    @Option(names = "--limit", paramLabel = "N", description = "Largest number of rows; ${DEFAULT-VALUE} if not given.")
    private int limit = 100;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "Continues after that id, the last one of the previous list.")
    private String after = "";

    int limit() {
        if (limit < 1 || limit > MOST) {
            throw new MorangoException("--limit has to be from 1 to " + MOST + ", not " + limit + ".");
        }
        return limit;
    }

    String after() {
        return after;
    }

    /** Adds rows to a result, and the id after which the list may continue. */
    <T> void put(ObjectNode result, String name, List<T> rows, Function<T, ObjectNode> render) {
        List<ObjectNode> rendered = rows.stream().map(render).toList();
        result.putArray(name).addAll(rendered);
        boolean more = rows.size() == limit();
        result.put("next", more ? rendered.get(rendered.size() - 1).get("id").stringValue() : null);
    }
}
