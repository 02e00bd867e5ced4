package org.morango.hibernate.internal.store;

import java.util.List;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.KeyText.Form;

/** Triggers of H2. Each calls {@link H2NoteTrigger}, and has its statement as comment. */
final class H2Triggers extends RowTriggers {
    @Override
    String text(Form form, String value) {
        return switch (form) {
            case TEXT, DATE, UUID -> "cast(" + value + " as varchar)";
            case INTEGER -> "cast(cast(" + value + " as bigint) as varchar)";
            case DECIMAL -> "cast(cast(" + value + " as numeric(1000, 0)) as varchar)";
            case BOOLEAN -> "case when cast(" + value + " as boolean) then 'true' else 'false' end";
            case UUID_TEXT -> "lower(cast(" + value + " as varchar))";
            case UUID_BYTES -> "cast(cast(" + value + " as uuid) as varchar)";
            case ID -> "replace(cast(cast(" + value + " as uuid) as varchar), '-', '')";
            case ID_BYTES -> "lower(rawtohex(cast(" + value + " as varbinary)))";
            case ORDINAL -> throw new IllegalArgumentException(form.name());
        };
    }

    @Override
    String quoted(String text) {
        return "cast(cast(" + text + " as json) as varchar)";
    }

    @Override
    String now() {
        return "current_timestamp";
    }

    @Override
    String isShown(StoreNames names) {
        return "@morango_writing is null";
    }

    @Override
    String value(String image, String column) {
        return "{" + image + "." + column + "}";
    }

    @Override
    List<String> create(String name, String table, Step step) {
        return List.of(
                "create trigger " + name + (step.isBefore() ? " before " : " after ") + lower(step.event()) + " on "
                        + table + " for each row call " + literal(H2NoteTrigger.class.getName()),
                "comment on trigger " + name + " is " + literal(step.statement()));
    }

    @Override
    String lock() {
        return " for update";
    }

    @Override
    public String installed() {
        return "select event_object_schema, event_object_table, trigger_name,"
                + " case when event_object_schema = schema() then 1 else 0 end from information_schema.triggers"
                + " where remarks is not null";
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
