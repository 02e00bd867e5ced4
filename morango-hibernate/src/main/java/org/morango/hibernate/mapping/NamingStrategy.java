package org.morango.hibernate.mapping;

/**
 * Names attributes in JSON, if they have no {@link SyncName}. Has to return the same names at every peer, and must
 * never change them. Set for a persistence unit by the property {@link #SETTING}. Called while the session factory is
 * built.
 */
@FunctionalInterface
public interface NamingStrategy {
    /** Property of the persistence unit: a strategy, its class, or the name of its class. */
    String SETTING = "morango.naming_strategy";

    /** Turns {@code lastLogin} into {@code last_login}, as Python Morango names its columns. The default. */
    NamingStrategy SNAKE_CASE = (type, attribute) -> snakeCase(attribute);

    /**
     * Returns the name of an attribute's value. The library appends {@code _id} to the name of a reference.
     *
     * @param type the entity, mapped superclass or embeddable that declares the attribute
     */
    String name(Class<?> type, String attribute);

    private static String snakeCase(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean startsWord = Character.isUpperCase(c)
                    && i > 0
                    && (Character.isLowerCase(name.charAt(i - 1))
                            || Character.isDigit(name.charAt(i - 1))
                            || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
            if (startsWord) {
                text.append('_');
            }
            text.append(Character.toLowerCase(c));
        }
        return text.toString();
    }
}
