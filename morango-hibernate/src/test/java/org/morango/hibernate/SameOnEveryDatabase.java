package org.morango.hibernate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a contract that does not depend on the database. It always runs on H2 and PostgreSQL, and on the others with
 * {@code -Dtests.all=true}, which the profile {@code nightly} sets.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SameOnEveryDatabase.Condition.class)
@interface SameOnEveryDatabase {

    /** Condition that checks the class in which the contract is nested. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean runs = Boolean.getBoolean("tests.all")
                    || context.getParent()
                            .flatMap(ExtensionContext::getTestClass)
                            .map(Condition::isThorough)
                            .orElse(true);
            return runs
                    ? ConditionEvaluationResult.enabled("This database runs every contract.")
                    : ConditionEvaluationResult.disabled("Runs here with -Pnightly.");
        }

        private static boolean isThorough(Class<?> database) {
            return database == H2ReplicaTest.class
                    || database == PostgresReplicaTest.class
                    || !ReplicaContract.class.isAssignableFrom(database);
        }
    }
}
