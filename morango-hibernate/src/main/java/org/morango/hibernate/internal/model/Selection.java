package org.morango.hibernate.internal.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.query.MutationQuery;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.IdList;

/**
 * Where queries find a value of a row. A key of several columns has several paths, and is selected as a
 * {@link CompositeKey}.
 *
 * @param paths the paths from the row, in the order of the key; an empty path is the row or element itself
 * @param isOfTable whether the path is a reference in a table that need not have a row for each row of the entity. A
 *     query for the key beyond it would leave out the rows that have no reference.
 * @param owners if the paths are those of another entity, of whose collection the row is an element: this entity, as
 *     {@code owner_}, and its join to the collection, without the alias of the element; otherwise empty
 */
public record Selection(List<String> paths, boolean isOfTable, String owners) {
    private static final String OWNER = "owner_";

    static Selection of(String path) {
        return of(List.of(path));
    }

    static Selection of(List<String> paths) {
        return new Selection(paths, false, "");
    }

    /** Returns where the key is found to which a reference in a table of its own leads. */
    static Selection ofTable(String reference) {
        return new Selection(List.of(reference), true, "");
    }

    /**
     * Returns where this key of an entity is found for the elements of its collection.
     *
     * @param element the elements' entity if the collection has others as well, otherwise null
     */
    Selection ofElements(String owner, String collection, @Nullable String element) {
        String path = OWNER + "." + collection;
        return new Selection(
                paths,
                false,
                owner + " " + OWNER + " join " + (element == null ? path : "treat(" + path + " as " + element + ")"));
    }

    /** Returns where this value is found of the row to which a reference leads. */
    Selection through(String reference) {
        return of(paths.stream().map(path -> reference + "." + path).toList());
    }

    private String at(String alias, String path) {
        if (!owners.isEmpty()) {
            return "(select " + OWNER + "." + path + " from " + owners + " element_ where element_ = " + alias + ")";
        }
        String found = path.isEmpty() ? alias : alias + "." + path;
        return isOfTable ? "fk(" + found + ")" : found;
    }

    /** Returns the source of queries of rows that are found by {@link #compared}. */
    public String rows(String entity, String alias) {
        return (owners.isEmpty() ? entity : owners) + " " + alias;
    }

    private String joined(String alias) {
        return paths.stream().map(path -> at(alias, path)).collect(Collectors.joining(", "));
    }

    /** Returns the value as an expression to be selected. Null is a key of nulls if there are several paths. */
    public String select(String alias) {
        if (isOfTable) {
            // Hibernate selects no fk() as such.
            return "coalesce(" + joined(alias) + ", " + joined(alias) + ")";
        }
        return paths.size() == 1
                ? joined(alias)
                : "new " + CompositeKey.class.getName() + "(new list(" + joined(alias) + "))";
    }

    /**
     * Returns the value, in a query of these {@link #rows}, as an expression to be compared with a list of values, as
     * {@code IdList} makes it. The columns of a key are compared one by one as well: only there Hibernate learns how the
     * values are written, such as the constants of an enum.
     */
    public String compared(String alias) {
        if (!owners.isEmpty()) {
            return of(paths).compared(OWNER);
        }
        return paths.size() == 1
                ? joined(alias)
                : IntStream.range(0, paths.size())
                        .mapToObj(i -> at(alias, paths.get(i)) + IdList.column(i) + " and ")
                        .collect(Collectors.joining("", "", tuple(alias)));
    }

    /** Returns the value as an expression to be compared with that of another row. */
    public String tuple(String alias) {
        return paths.size() == 1 ? joined(alias) : "(" + joined(alias) + ")";
    }

    /** Returns a list for {@code order by}. */
    public String order(String alias) {
        return joined(alias);
    }

    /** Returns a condition that the value is this parameter. */
    public String is(String alias, String parameter) {
        return equal(alias, parameter, paths.size());
    }

    /** Returns a condition that two values of a row are the same. */
    public String equal(String alias, Selection other) {
        return pairs(alias, other, " and ", "(", ")");
    }

    /** Returns an assignment of another value of the row to this one. */
    public String set(String alias, Selection other) {
        return pairs(alias, other, ", ", "", "");
    }

    /** Returns an assignment of this parameter. */
    public String set(String alias, String parameter) {
        return IntStream.range(0, paths.size())
                .mapToObj(i -> at(alias, paths.get(i)) + " = :" + parameter + i)
                .collect(Collectors.joining(", "));
    }

    private String pairs(String alias, Selection other, String between, String before, String after) {
        return IntStream.range(0, paths.size())
                .mapToObj(i -> at(alias, paths.get(i)) + " = " + other.at(alias, other.paths.get(i)))
                .collect(Collectors.joining(between, before, after));
    }

    /** Returns a condition that the value comes after this parameter in order. */
    public String isAfter(String alias, String parameter) {
        return IntStream.range(0, paths.size())
                .mapToObj(i -> (i == 0 ? "" : equal(alias, parameter, i) + " and ") + at(alias, paths.get(i)) + " > :"
                        + parameter + i)
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    /** Returns a condition that the value is not null. */
    public String isPresent(String alias) {
        return at(alias, paths.get(0)) + " is not null";
    }

    private String equal(String alias, String parameter, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> at(alias, paths.get(i)) + " = :" + parameter + i)
                .collect(Collectors.joining(" and "));
    }

    /** Binds the parameter of {@link #is} or {@link #isAfter}. */
    public <T> SelectionQuery<T> bind(SelectionQuery<T> query, String parameter, Object value) {
        List<Object> parts = KeyCodec.values(value);
        for (int i = 0; i < parts.size(); i++) {
            query.setParameter(parameter + i, parts.get(i));
        }
        return query;
    }

    /** Binds the parameter of {@link #set}. */
    public MutationQuery bind(MutationQuery query, String parameter, Object value) {
        List<Object> parts = KeyCodec.values(value);
        for (int i = 0; i < parts.size(); i++) {
            query.setParameter(parameter + i, parts.get(i));
        }
        return query;
    }
}
