package org.morango.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.morango.hibernate.internal.store.StoreNames;
import org.morango.hibernate.internal.store.TriggerRow;
import org.morango.hibernate.internal.store.Triggers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "triggers",
        description = "Prints the statements that create the triggers which the application needed at its last start.")
final class TriggersCommand extends DatabaseCommand {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Option(names = "--drop", description = "Prints the statements that drop the triggers of the database instead.")
    private boolean drop;

    @Override
    int run(CliDatabase database, Output output) {
        List<String> statements = database.read(session -> drop ? dropping(session) : creating(session));
        if (output.isJson()) {
            ObjectNode result = Output.object();
            ArrayNode array = result.putArray("statements");
            statements.forEach(array::add);
            output.print(result);
        } else if (statements.isEmpty()) {
            output.line("-- No entity is captured by triggers.");
        } else {
            statements.forEach(statement -> output.line(statement + ";"));
        }
        return MorangoCli.DONE;
    }

    private static List<String> creating(StatelessSession session) {
        List<String> statements = new ArrayList<>(dropping(session));
        for (TriggerRow row : rows(session)) {
            for (JsonNode statement : MAPPER.readTree(row.statements)) {
                statements.add(statement.stringValue());
            }
        }
        return statements;
    }

    /** Returns what drops the triggers that the database has, and those that the application needs. */
    private static List<String> dropping(StatelessSession session) {
        SessionFactoryImplementor factory = ((SharedSessionContractImplementor) session).getFactory();
        Optional<Triggers> triggers = Triggers.find(factory);
        if (triggers.isEmpty()) {
            return List.of();
        }
        StoreNames names = StoreNames.of(factory);
        Set<String> statements = new TreeSet<>();
        triggers.get()
                .find(session)
                .forEach(found -> statements.add(triggers.get().drop(found.inSql(), found.name(), names)));
        rows(session).forEach(row -> statements.add(triggers.get().drop(row.tableName, row.name, names)));
        return List.copyOf(statements);
    }

    private static List<TriggerRow> rows(StatelessSession session) {
        return session.createSelectionQuery("from MorangoTriggerRow t order by t.name", TriggerRow.class)
                .getResultList();
    }
}
