package org.morango.hibernate.internal.store;

import org.hibernate.type.descriptor.java.StringJavaType;
import org.jspecify.annotations.Nullable;

/** A text that Hibernate does not show when it logs the values of parameters, columns and entities. */
public final class SecretText extends StringJavaType {
    private static final long serialVersionUID = 1L;

    @Override
    public String extractLoggableRepresentation(@Nullable String value) {
        return value == null ? "null" : "(secret)";
    }
}
