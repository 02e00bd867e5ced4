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
 * Marks a contract that says nothing about databases. It runs on H2 and PostgreSQL each time, and on the others with
 * {@code -Dtests.all=true}, as the profile {@code nightly} has it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SameOnEveryDatabase.Condition.class)
@interface SameOnEveryDatabase {

    /** Looks at the class of tests that the contract is nested in. */
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
