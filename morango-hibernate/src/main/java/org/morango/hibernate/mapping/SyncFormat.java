package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Uses a format of the application for a plain value, which becomes a text in a record's JSON. For types or texts that
 * the library does not provide.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncFormat {
    /** Class of the format. Each attribute gets an object of its own, made by the constructor without parameters. */
    Class<? extends TextFormat<?>> value();
}
