package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The attribute's name in a record's JSON, the same at every peer, in place of its Java name in snake case. On an embedded
 * value it names the first part of its members' names.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncName {
    /** The name; empty, the default, leaves that of the attribute. */
    String value() default "";

    /**
     * Names that older versions of the application know the value by. It is written under all its names, and read from
     * whichever of them was changed.
     */
    String[] aliases() default {};
}
