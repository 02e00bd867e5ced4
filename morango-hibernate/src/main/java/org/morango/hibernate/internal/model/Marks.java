package org.morango.hibernate.internal.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.jspecify.annotations.Nullable;

/** The annotations of attributes: on the field or on its getter, whichever of them Hibernate itself uses. */
final class Marks {
    private Marks() {}

    static <A extends Annotation> @Nullable A find(AttributeMapping attribute, Class<A> annotation) {
        String name = attribute.getAttributeName();
        Field field = field(attribute.getDeclaringType().getMappedJavaType().getJavaTypeClass(), name);
        if (field != null && field.isAnnotationPresent(annotation)) {
            return field.getAnnotation(annotation);
        }
        String end = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        for (Class<?> type = attribute.getDeclaringType().getMappedJavaType().getJavaTypeClass();
                type != null;
                type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getParameterCount() == 0
                        && method.isAnnotationPresent(annotation)
                        && (method.getName().equals("get" + end)
                                || method.getName().equals("is" + end)
                                || method.getName().equals(name))) {
                    return method.getAnnotation(annotation);
                }
            }
        }
        return null;
    }

    /** Where the attribute is declared, counted over all fields from the base class on; last, if it has no field. */
    static int declaredAt(Class<?> type, String name) {
        int count = 0;
        Field wanted = field(type, name);
        for (Class<?> c = type; wanted != null && c != null; c = c.getSuperclass()) {
            Field[] fields = c.getDeclaredFields();
            if (c == wanted.getDeclaringClass()) {
                for (int i = 0; i < fields.length && !fields[i].equals(wanted); i++) {
                    count++;
                }
                for (Class<?> base = c.getSuperclass(); base != null; base = base.getSuperclass()) {
                    count += base.getDeclaredFields().length;
                }
                return count;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static @Nullable Field field(Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            try {
                return c.getDeclaredField(name);
            } catch (NoSuchFieldException e) {
                // Declared further up, or by getters alone.
            }
        }
        return null;
    }
}
