package org.morango.hibernate.internal.capture;

import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.engine.jdbc.internal.JdbcServicesImpl;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.hibernate.sql.exec.spi.JdbcOperationQueryInsert;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.morango.hibernate.internal.entity.Inserts;

/**
 * Intercepts every statement of the application that is not part of a flush, with its session, before it is executed.
 */
final class CapturingJdbcServices extends JdbcServicesImpl {
    private static final long serialVersionUID = 1L;

    /** An insert as Hibernate writes it. */
    private static final Pattern INSERT = Pattern.compile("insert into ([^\\s(]+)");

    private final transient ChangeNotes notes = new ChangeNotes();
    private final transient ChangeListener changes = new ChangeListener(notes);
    private final transient HardDeletion hardDeletions = new HardDeletion();
    private final transient DeleteListener deletes = new DeleteListener(notes, hardDeletions);
    private final transient JdbcMutationExecutor mutations = new Mutations(super.getJdbcMutationExecutor());
    private final transient JdbcSelectExecutor selects =
            new CapturingSelects(super.getJdbcSelectExecutor(), this::seeSelect);

    ChangeListener changes() {
        return changes;
    }

    DeleteListener deletes() {
        return deletes;
    }

    HardDeletion hardDeletions() {
        return hardDeletions;
    }

    ChangeNotes notes() {
        return notes;
    }

    @Override
    public JdbcMutationExecutor getJdbcMutationExecutor() {
        return mutations;
    }

    @Override
    public JdbcSelectExecutor getJdbcSelectExecutor() {
        return selects;
    }

    /** Notes the models that a native query may change: it may change rows and return them. */
    private void seeSelect(String sql, SharedSessionContractImplementor session) {
        if (!NativeStatement.isQuery(sql)) {
            noteNative(sql, Set.of(), session);
        }
    }

    private void noteNative(String sql, Collection<String> declared, SharedSessionContractImplementor session) {
        notes.rescan(session, NativeStatement.changed(sql, declared, notes.tables(session.getFactory())));
    }

    /** Notes the models whose tables were changed by queries of entities that are not synced themselves. */
    private void noteBeside(Collection<String> written, SharedSessionContractImplementor session) {
        SyncedTables tables = notes.tables(session.getFactory());
        written.forEach(table -> notes.rescan(session, tables.in(table)));
    }

    /**
     * Notes the models into whose tables a query inserts. Refuses inserts of entities whose keys are the ids of records.
     * Tables of the insert's source are only read.
     */
    private void noteInsert(String sql, SharedSessionContractImplementor session) {
        Matcher insert = INSERT.matcher(sql);
        if (insert.lookingAt()) {
            SyncedTables tables = notes.tables(session.getFactory());
            if (tables.hasRecordIds(insert.group(1))) {
                throw Inserts.refusal();
            }
            notes.rescan(session, tables.in(insert.group(1)));
        }
    }

    /** Intercepts statements that change rows: native SQL of the application, and translated queries. */
    private final class Mutations implements JdbcMutationExecutor {
        private final JdbcMutationExecutor plain;

        Mutations(JdbcMutationExecutor plain) {
            this.plain = plain;
        }

        @Override
        public int execute(
                JdbcOperationQueryMutation mutation,
                JdbcParameterBindings bindings,
                Function<String, PreparedStatement> statementCreator,
                BiConsumer<Integer, PreparedStatement> expectationCheck,
                ExecutionContext context) {
            if (CapturingSelects.isNative(mutation)) {
                noteNative(mutation.getSqlString(), mutation.getAffectedTableNames(), context.getSession());
            } else if (mutation instanceof JdbcOperationQueryInsert && BulkPlans.areRunning()) {
                // A bulk update adds rows to an entity's second table.
                return plain.execute(mutation, bindings, statementCreator, expectationCheck, context);
            } else if (mutation instanceof JdbcOperationQueryInsert) {
                noteInsert(mutation.getSqlString(), context.getSession());
            } else if (!BulkPlans.areRunning()) {
                noteBeside(mutation.getAffectedTableNames(), context.getSession());
            }
            return plain.execute(mutation, bindings, statementCreator, expectationCheck, context);
        }
    }
}
