package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Name of an attribute in a record's JSON, the same at every peer. It replaces the Java name in snake case. On an
 * embedded value, it is the first part of the names of its members. On a {@code @OneToMany} with {@code @JoinColumn}, it
 * names the reference in the records of the elements.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncName {
    /** The name; empty, the default, for the attribute's own name. */
    String value() default "";

    /**
     * Names of the value in older versions of the application. The value is written under all its names, and is read
     * from the name under which it was changed.
     */
    String[] aliases() default {};
}
