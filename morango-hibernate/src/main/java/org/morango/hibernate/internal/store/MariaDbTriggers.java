package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.KeyText.Form;

/** Triggers of MariaDB. They do not see what foreign keys do by themselves, see {@link MariaDbCascades}. */
final class MariaDbTriggers extends RowTriggers {
    @Override
    String text(Form form, String value) {
        return switch (form) {
            case TEXT -> utf8(value);
            case INTEGER -> utf8("cast(" + value + " as signed)");
            case DECIMAL -> utf8("cast(" + value + " as decimal(65, 0))");
            case BOOLEAN -> "case when " + value + " then 'true' else 'false' end";
            case DATE -> "date_format(" + value + ", '%Y-%m-%d')";
            case UUID -> "lower(cast(" + value + " as char(36)))";
            case UUID_TEXT -> "lower(" + utf8(value) + ")";
            case UUID_BYTES -> dashed("hex(" + value + ")");
            case ID_BYTES -> "lower(hex(" + value + "))";
            case ID -> "replace(lower(cast(" + value + " as char(36))), '-', '')";
            case ORDINAL -> throw new IllegalArgumentException(form.name());
        };
    }

    /** Whatever character set the connection has that creates the trigger. */
    private static String utf8(String value) {
        return "convert(" + value + " using utf8mb4)";
    }

    @Override
    String quoted(String text) {
        return "json_quote(" + utf8(text) + ")";
    }

    @Override
    String joined(List<String> texts) {
        return "concat(" + String.join(", ", texts) + ")";
    }

    @Override
    String literal(String text) {
        return super.literal(text.replace("\\", "\\\\"));
    }

    @Override
    String now() {
        return "utc_timestamp(6)";
    }

    @Override
    String isShown(StoreNames names) {
        return "@morango_writing is null";
    }

    @Override
    String fromNothing() {
        return " from dual where ";
    }

    @Override
    String differ(String one, String other) {
        return "cast(" + one + " as binary) <> cast(" + other + " as binary)";
    }

    @Override
    List<String> create(String name, String table, Step step) {
        return List.of("create trigger " + name + (step.isBefore() ? " before " : " after ") + lower(step.event())
                + " on " + table + " for each row " + step.statement());
    }

    /** A table that the statement itself reads can be locked by its triggers in no other way. */
    @Override
    String lock() {
        return " lock in share mode";
    }

    @Override
    Map<String, List<Step>> more(List<NotedTable> tables, StoreNames names, StatelessSession session) {
        return MariaDbCascades.read(session).steps(tables, this::ofCascade, names);
    }

    /** Returns the statement that has models compared, as far as a condition holds. */
    private String ofCascade(List<NotedTable.Subject> subjects, String condition, StoreNames names) {
        return names.insert()
                + String.join(
                        " union all ",
                        subjects.stream()
                                .map(subject -> note(subject, Outbox.Kind.RESCAN, now(), "'[]'")
                                        + fromNothing()
                                        + isShown(names)
                                        + condition)
                                .toList());
    }

    @Override
    public String installed() {
        return "select event_object_schema, event_object_table, trigger_name, event_object_schema = database()"
                + " from information_schema.triggers";
    }

    @Override
    public void hide(StatelessSession session) {
        Triggers.execute(session, "set @morango_writing = 1");
    }

    @Override
    public void show(StatelessSession session) {
        Triggers.execute(session, "set @morango_writing = null");
    }
}
