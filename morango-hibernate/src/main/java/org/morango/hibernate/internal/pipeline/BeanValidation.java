package org.morango.hibernate.internal.pipeline;

import java.util.Set;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;

/**
 * Access to Bean Validation. Hibernate applies it to each row by a listener of its own, if it is on the class path. Its
 * classes are known by name only, because applications need not have it.
 */
final class BeanValidation {
    private static final String VIOLATION = "jakarta.validation.ConstraintViolationException";
    private static final String LISTENER = "org.hibernate.boot.beanvalidation.BeanValidationEventListener";

    private final SharedSessionContractImplementor session;
    private final EntityPersister persister;

    BeanValidation(StatelessSession session, EntityPersister persister) {
        this.session = (SharedSessionContractImplementor) session;
        this.persister = persister;
    }

    /** Returns the violations of a failed validation in one line; null if it is another failure. */
    static @Nullable String violations(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getName().equals(VIOLATION)) {
                return describe(cause);
            }
        }
        return null;
    }

    /** Validates an entity by Hibernate's listener, without writing it; returns null if it is valid. */
    @Nullable
    String check(Object entity, boolean isNew) {
        Object id = persister.getIdentifier(entity, session);
        Object[] state = persister.getValues(entity);
        try {
            if (isNew) {
                PreInsertEvent event = new PreInsertEvent(entity, id, state, persister, Differences.source(session));
                Differences.beforeInserts(session.getFactory()).fireEventOnEachListener(event, (listener, e) -> {
                    if (isValidator(listener)) {
                        listener.onPreInsert(e);
                    }
                });
            } else {
                PreUpdateEvent event =
                        new PreUpdateEvent(entity, id, state, null, persister, Differences.source(session));
                Differences.beforeUpdates(session.getFactory()).fireEventOnEachListener(event, (listener, e) -> {
                    if (isValidator(listener)) {
                        listener.onPreUpdate(e);
                    }
                });
            }
            return null;
        } catch (RuntimeException e) {
            return violations(e);
        }
    }

    private static boolean isValidator(Object listener) {
        return listener.getClass().getName().equals(LISTENER);
    }

    /**
     * Returns a violation as {@code username: size must be between 1 and 20}. Hibernate's own message is about classes
     * and groups.
     */
    private static String describe(Throwable violation) {
        try {
            Set<String> lines = new TreeSet<>();
            Class<?> type = Class.forName(
                    "jakarta.validation.ConstraintViolation",
                    false,
                    violation.getClass().getClassLoader());
            Set<?> all = (Set<?>)
                    violation.getClass().getMethod("getConstraintViolations").invoke(violation);
            for (Object one : all) {
                String path = String.valueOf(type.getMethod("getPropertyPath").invoke(one));
                lines.add((path.isEmpty() ? "" : path + ": ")
                        + type.getMethod("getMessage").invoke(one));
            }
            return String.join("; ", lines).replaceAll("\\s+", " ");
        } catch (ReflectiveOperationException e) {
            return String.valueOf(violation.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
