package org.morango.hibernate.internal.store;

import java.util.List;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.KeyText.Form;

/**
 * Triggers of SQLite. A row in the table of locks hides the library's writes. Nobody else sees it: it is there only while
 * the library holds the lock of all writers, and is never committed.
 */
final class SqliteTriggers extends RowTriggers {
    /** No other lock has this key. */
    private static final int HIDDEN = -2;

    @Override
    String text(Form form, String value) {
        return switch (form) {
            case TEXT -> "cast(" + value + " as text)";
            case INTEGER -> "cast(cast(" + value + " as integer) as text)";
            case BOOLEAN -> "case when " + value + " then 'true' else 'false' end";
            case UUID_TEXT -> "lower(" + value + ")";
            case UUID, UUID_BYTES -> dashed("hex(" + value + ")");
            case ID, ID_BYTES -> "lower(hex(" + value + "))";
            case DECIMAL, DATE, ORDINAL -> throw new IllegalArgumentException(form.name());
        };
    }

    /** The driver keeps dates and large numbers in several forms. */
    @Override
    public boolean reads(Form form) {
        return form != Form.DECIMAL && form != Form.DATE;
    }

    @Override
    String quoted(String text) {
        return "json_quote(" + text + ")";
    }

    /** The driver reads it in whatever form it keeps times itself. */
    @Override
    String now() {
        return "cast((julianday('now') - 2440587.5) * 86400000 as integer)";
    }

    @Override
    String isShown(StoreNames names) {
        return "not exists (select 1 from " + names.lock() + " where " + names.lockId() + " = " + HIDDEN + ")";
    }

    @Override
    List<String> create(String name, String table, Step step) {
        return List.of("create trigger " + name + " after " + lower(step.event()) + " on " + table
                + " for each row begin " + step.statement() + "; end");
    }

    /** There is a single lock for all writers. */
    @Override
    String lock() {
        return "";
    }

    @Override
    boolean locksFirst() {
        return false;
    }

    @Override
    public String installed() {
        return "select '', tbl_name, name, 1 from sqlite_master where type = 'trigger'";
    }

    @Override
    public void hide(StatelessSession session) {
        session.createMutationQuery("insert into MorangoLockRow (id, taken) values (" + HIDDEN + ", 0)")
                .executeUpdate();
    }

    @Override
    public void beforeCommit(StatelessSession session) {
        session.createMutationQuery("delete from MorangoLockRow where id = " + HIDDEN)
                .executeUpdate();
    }
}
