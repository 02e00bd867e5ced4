package org.morango.hibernate.internal.capture;

import java.util.function.BiConsumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.results.ResultSetMapping;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutationNative;
import org.hibernate.sql.exec.spi.JdbcOperationQuerySelect;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.hibernate.sql.results.spi.ResultsConsumer;
import org.hibernate.sql.results.spi.RowTransformer;

/** Passes native queries of the application to a consumer before they are executed. */
final class CapturingSelects implements JdbcSelectExecutor {
    private final JdbcSelectExecutor plain;
    private final BiConsumer<String, SharedSessionContractImplementor> natives;

    CapturingSelects(JdbcSelectExecutor plain, BiConsumer<String, SharedSessionContractImplementor> natives) {
        this.plain = plain;
        this.natives = natives;
    }

    static boolean isNative(JdbcOperationQueryMutation mutation) {
        return mutation instanceof JdbcOperationQueryMutationNative;
    }

    private void see(JdbcOperationQuerySelect select, ExecutionContext context) {
        if (select.getJdbcValuesMappingProducer() instanceof ResultSetMapping) {
            natives.accept(select.getSqlString(), context.getSession());
        }
    }

    @Override
    public <T, R> T executeQuery(
            JdbcOperationQuerySelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context,
            RowTransformer<R> rowTransformer,
            Class<R> resultType,
            StatementCreator statementCreator,
            ResultsConsumer<T, R> resultsConsumer) {
        see(select, context);
        return plain.executeQuery(
                select, bindings, context, rowTransformer, resultType, statementCreator, resultsConsumer);
    }

    @Override
    public <T, R> T executeQuery(
            JdbcOperationQuerySelect select,
            JdbcParameterBindings bindings,
            ExecutionContext context,
            RowTransformer<R> rowTransformer,
            Class<R> resultType,
            int resultCountEstimate,
            StatementCreator statementCreator,
            ResultsConsumer<T, R> resultsConsumer) {
        see(select, context);
        return plain.executeQuery(
                select,
                bindings,
                context,
                rowTransformer,
                resultType,
                resultCountEstimate,
                statementCreator,
                resultsConsumer);
    }
}
