package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the application itself writes a plain value as text in a record's JSON, for types and forms of its own. */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncFormat {
    /** Made once for each attribute, by its constructor without parameters. */
    Class<? extends TextFormat<?>> value();
}
