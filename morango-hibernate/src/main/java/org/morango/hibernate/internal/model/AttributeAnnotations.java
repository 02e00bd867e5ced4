package org.morango.hibernate.internal.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.annotations.ValueGenerationType;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.jspecify.annotations.Nullable;

/** The annotations of attributes: on the field or on its getter, whichever of them Hibernate itself uses. */
final class AttributeAnnotations {
    private AttributeAnnotations() {}

    static <A extends Annotation> @Nullable A find(AttributeMapping attribute, Class<A> annotation) {
        return find(
                attribute.getDeclaringType().getMappedJavaType().getJavaTypeClass(),
                attribute.getAttributeName(),
                annotation);
    }

    static <A extends Annotation> @Nullable A find(Class<?> owner, String name, Class<A> annotation) {
        return places(owner, name).stream()
                .map(place -> place.getAnnotation(annotation))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether Hibernate or the database generates its values. */
    static boolean isGenerated(AttributeMapping attribute) {
        return places(attribute.getDeclaringType().getMappedJavaType().getJavaTypeClass(), attribute.getAttributeName())
                .stream()
                .flatMap(place -> Stream.of(place.getAnnotations()))
                .anyMatch(mark -> mark.annotationType().isAnnotationPresent(ValueGenerationType.class));
    }

    private static List<AnnotatedElement> places(Class<?> owner, String name) {
        List<AnnotatedElement> places = new ArrayList<>();
        Field field = field(owner, name);
        if (field != null) {
            places.add(field);
        }
        String end = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        List<String> getters = List.of("get" + end, "is" + end, name);
        for (Class<?> type = owner; type != null && type != Object.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getParameterCount() == 0 && getters.contains(method.getName())) {
                    places.add(method);
                }
            }
        }
        return places;
    }

    /**
     * Returns the position of the attribute's declaration, counted over all fields from the base class on. An attribute
     * without a field comes last.
     */
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
                // The attribute is declared further up, or by getters only.
            }
        }
        return null;
    }
}
