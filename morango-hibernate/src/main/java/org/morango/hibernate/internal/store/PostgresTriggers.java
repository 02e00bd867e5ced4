package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.KeyText.Form;
import org.morango.hibernate.internal.store.NotedTable.Parts;
import org.morango.hibernate.internal.store.NotedTable.Rows;
import org.morango.hibernate.internal.store.NotedTable.Subject;
import org.morango.hibernate.internal.store.Outbox.Kind;

/**
 * Triggers of PostgreSQL. They run once for each statement, and write a note for some hundred rows. A table has one
 * function, and a trigger for each event. The function runs with the rights of its owner, because other programs need
 * none on the outbox.
 */
final class PostgresTriggers extends KeySql implements Triggers {
    private static final String NOW = "clock_timestamp()";
    private static final String OLD = "old_rows";
    private static final String NEW = "new_rows";

    @Override
    String text(Form form, String value) {
        return switch (form) {
            // A cast would cut the blanks at the end of a text of fixed length.
            case TEXT, UUID -> "concat(" + value + ")";
            case INTEGER -> "concat(" + value + "::bigint)";
            case DECIMAL -> "concat(trunc(" + value + "::numeric, 0))";
            case BOOLEAN -> "case when " + value + " then 'true' else 'false' end";
            case DATE -> "to_char(" + value + ", 'YYYY-MM-DD')";
            case UUID_TEXT -> "lower(concat(" + value + "))";
            case UUID_BYTES -> dashed("encode(" + value + ", 'hex')");
            case ID -> "replace(concat(" + value + "), '-', '')";
            case ID_BYTES -> "encode(" + value + ", 'hex')";
            case ORDINAL -> throw new IllegalArgumentException(form.name());
        };
    }

    @Override
    String quoted(String text) {
        return "to_json(" + text + ")::text";
    }

    @Override
    public List<Trigger> of(List<NotedTable> tables, StoreNames names, StatelessSession session) {
        return tables.stream().map(table -> trigger(table, names)).toList();
    }

    private Trigger trigger(NotedTable table, StoreNames names) {
        String body = body(table, names);
        String name = name(table.name(), List.of(table.name(), body));
        String function = NotedTable.qualifier(names.outbox()) + name;
        String on = " on " + table.name();
        String call = " for each statement execute function " + function + "()";
        return new Trigger(
                table.name(),
                name,
                List.of(
                        "create function " + function + "() returns trigger language plpgsql security definer as"
                                + " $morango$\n" + body + "$morango$",
                        // Names that the function uses mean what they mean now, whoever runs it.
                        "do $morango$ begin execute format('alter function " + function
                                + "() set search_path = %I, pg_temp', current_schema()); end $morango$",
                        "create trigger " + name + "_i after insert" + on + " referencing new table as " + NEW + call,
                        "create trigger " + name + "_u after update" + on + " referencing old table as " + OLD
                                + " new table as " + NEW + call,
                        "create trigger " + name + "_d after delete" + on + " referencing old table as " + OLD + call,
                        "create trigger " + name + "_t after truncate" + on + call));
    }

    private String body(NotedTable table, StoreNames names) {
        return "begin\n"
                + "if current_setting('morango.writing', true) = 'on' then return null; end if;\n"
                + "if tg_op = 'INSERT' then\n" + each(table, names, this::inserted, this::insertedParts)
                + "elsif tg_op = 'UPDATE' then\n" + each(table, names, this::updated, this::updatedParts)
                + "elsif tg_op = 'DELETE' then\n" + each(table, names, this::deleted, this::deletedParts)
                + "else\n" + truncated(table, names)
                + "end if;\nreturn null;\nend\n";
    }

    private static String each(
            NotedTable table,
            StoreNames names,
            Function<Rows, List<String>> rows,
            Function<Parts, List<String>> parts) {
        return Stream.concat(
                        table.own().stream().flatMap(own -> rows.apply(own).stream()),
                        table.parts().stream().flatMap(part -> parts.apply(part).stream()))
                .map(statement -> statement.replace("{insert}", names.insert()) + ";\n")
                .collect(Collectors.joining());
    }

    private List<String> inserted(Rows rows) {
        return List.of(notes(rows.subject(), Kind.CHANGED, "select distinct " + keys(rows, NEW)));
    }

    private List<String> deleted(Rows rows) {
        return List.of(notes(rows.subject(), Kind.DELETED, "select distinct " + keys(rows, OLD)));
    }

    private List<String> updated(Rows rows) {
        return List.of(
                notes(rows.subject(), Kind.DELETED, "select " + keys(rows, OLD) + " except select " + keys(rows, NEW)),
                notes(rows.subject(), Kind.CHANGED, "select distinct " + keys(rows, NEW)));
    }

    private String keys(Rows rows, String from) {
        return element(rows.key(), column -> "r." + column) + " as k from " + from + " r";
    }

    private List<String> insertedParts(Parts parts) {
        return List.of(notes(parts, "select " + columns(parts, "c") + " from " + NEW + " c"));
    }

    private List<String> deletedParts(Parts parts) {
        return List.of(notes(parts, "select " + columns(parts, "c") + " from " + OLD + " c"));
    }

    private List<String> updatedParts(Parts parts) {
        String all = "select " + columns(parts, "c") + " from ";
        return List.of(notes(parts, all + OLD + " c union " + all + NEW + " c"));
    }

    private static String columns(Parts parts, String alias) {
        return parts.columns().stream().map(column -> alias + "." + column).collect(Collectors.joining(", "));
    }

    /** Returns the statement that locks the rows to which parts belong, and notes them. */
    private String notes(Parts parts, String owners) {
        Rows whole = parts.whole();
        String targets = parts.targets().stream().map(column -> "r." + column).collect(Collectors.joining(", "));
        String order = IntStream.range(0, whole.key().size())
                .mapToObj(i -> "r." + whole.key().get(i).column())
                .collect(Collectors.joining(", "));
        return notes(
                whole.subject(),
                Kind.CHANGED,
                "select k from (select " + keys(whole, whole.table()) + " where (" + targets + ") in (" + owners
                        + ") order by " + order + " for no key update of r) locked");
    }

    /** Returns the statement that notes the rows whose keys a query selects as k. */
    private String notes(Subject subject, Kind kind, String keys) {
        return "{insert}" + note(subject, kind, NOW, "'[' || string_agg(n.k, ',') || ']'")
                + " from (select d.k, (row_number() over () - 1) / " + Outbox.ROWS + " as page from (" + keys
                + ") d) n group by n.page";
    }

    private String truncated(NotedTable table, StoreNames names) {
        List<Subject> subjects = new ArrayList<>();
        table.own().forEach(rows -> subjects.addAll(rows.all()));
        table.parts().forEach(parts -> subjects.addAll(parts.whole().all()));
        return subjects.stream()
                .distinct()
                .map(subject -> names.insert() + note(subject, Kind.RESCAN, NOW, "'[]'") + ";\n")
                .collect(Collectors.joining());
    }

    @Override
    public String drop(String table, String name, StoreNames names) {
        return "drop function if exists " + NotedTable.qualifier(names.outbox()) + name + "() cascade";
    }

    @Override
    public String installed() {
        return "select n.nspname, c.relname, left(t.tgname, length(t.tgname) - 2),"
                + " case when n.nspname = current_schema() then 1 else 0 end"
                + " from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace"
                + " where not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgname like 'morango%'"
                + " group by 1, 2, 3, 4 having count(*) = 4";
    }

    @Override
    public void hide(StatelessSession session) {
        // Ends with the transaction.
        Triggers.execute(session, "select set_config('morango.writing', 'on', true)");
    }
}
