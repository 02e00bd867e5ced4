package org.morango.cli;

import java.util.List;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.StoreRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "verify",
        description = "Checks the library's tables against each other and against the application's. Reads all of them"
                + " once, in pages. Ends with 1 if something is wrong.")
final class VerifyCommand extends DatabaseCommand {
    private static final int PAGE = 200;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "Shows at most so many findings of each kind; ${DEFAULT-VALUE} if not given. All are counted.")
    private int limit = 20;

    @Override
    int run(CliDatabase database, Output output) {
        if (limit < 0) {
            throw new MorangoException("--limit has to be zero or more, not " + limit + ".");
        }
        Findings findings = new Findings(limit);
        ApplicationTables tables = ApplicationTables.read(database, findings);
        RowCheck rows = new RowCheck(database, tables, findings);
        long records = records(database, findings, rows);
        long tableRows = rows.checkTables();
        NumberCheck.run(database, tables, findings);
        NoteCheck.run(database, findings);
        UnplacedCheck.run(database, findings);
        HeldBackCheck.run(database, findings);
        LeftoverCheck.run(database, findings);
        report(output, findings, records, tableRows, tables);
        return findings.count() == 0 ? MorangoCli.DONE : MorangoCli.FOUND;
    }

    private static long records(CliDatabase database, Findings findings, RowCheck rows) {
        CounterCheck counters = new CounterCheck(database, findings);
        long records = 0;
        String after = "";
        List<StoreRow> page;
        do {
            page = database.select(
                    StoreRow.class,
                    PAGE,
                    "from MorangoStoreRow s where s.id" + IdJavaType.above(after) + "?1 order by s.id",
                    IdJavaType.orLowest(after));
            if (!page.isEmpty()) {
                page.forEach(row -> ContentCheck.run(row, findings));
                counters.check(page);
                rows.checkRecords(page);
                after = page.get(page.size() - 1).id;
                records += page.size();
            }
        } while (page.size() == PAGE);
        counters.checkOwn();
        rows.checkMissing();
        return records;
    }

    private static void report(
            Output output, Findings findings, long records, long tableRows, ApplicationTables tables) {
        ObjectNode result = Output.object();
        result.put("records", records);
        result.put("rows", tableRows);
        ArrayNode names = result.putArray("tables");
        tables.all().forEach(table -> names.add(table.name()));
        ArrayNode unchecked = result.putArray("unchecked");
        tables.unchecked().forEach(unchecked::add);
        result.put("problems", findings.count());
        if (output.isJson()) {
            ArrayNode list = result.putArray("findings");
            findings.shown()
                    .forEach(finding -> list.addObject()
                            .put("check", finding.check())
                            .put("id", finding.id())
                            .put("problem", finding.problem())
                            .put("remedy", finding.remedy()));
            output.print(result);
            return;
        }
        findings.shown().forEach(finding -> output.line(finding.toString()));
        tables.unchecked()
                .forEach(model ->
                        output.line("model " + model + " is left out, because its table is not noted: it also has"
                                + " rows that are not synced, its key has a date, a boolean or an enum, or an older"
                                + " version of the library was started last"));
        output.line("checked " + records + " records and " + tableRows + " rows of "
                + tables.all().size() + " tables; "
                + problems(findings));
    }

    private static String problems(Findings findings) {
        long count = findings.count();
        long hidden = count - findings.shown().size();
        return count == 0
                ? "all is well"
                : count
                        + (count == 1 ? " problem" : " problems")
                        + (hidden == 0 ? "" : ", " + hidden + " of them not shown: give a higher --limit");
    }
}
