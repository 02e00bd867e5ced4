package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.NotedTable.Parts;
import org.morango.hibernate.internal.store.NotedTable.Rows;
import org.morango.hibernate.internal.store.Outbox.Kind;

/** Triggers that run for each row, each with one statement: they write a note for each row. */
abstract class RowTriggers extends KeySql implements Triggers {

    /** What happens to a row. */
    enum Event {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * What one trigger does.
     *
     * @param isBefore whether it runs before the change, and so can lock another row first
     */
    record Step(Event event, boolean isBefore, String statement) {}

    /** Returns the current time in the form of the outbox. */
    abstract String now();

    /** Returns the condition that the library does not write itself. */
    abstract String isShown(StoreNames names);

    /** Returns the statements that create a trigger. */
    abstract List<String> create(String name, String table, Step step);

    /** Returns what follows a table to lock its rows. */
    abstract String lock();

    /** Returns whether triggers that lock rows run before the change. */
    boolean locksFirst() {
        return true;
    }

    /** Returns what stands between constants that are selected and a condition. */
    String fromNothing() {
        return " where ";
    }

    /** Returns a value of the row that changes. */
    String value(String image, String column) {
        return image + "." + column;
    }

    /** Returns a condition that two texts differ in any way. */
    String differ(String one, String other) {
        return one + " <> " + other;
    }

    /** Returns more triggers for tables. */
    Map<String, List<Step>> more(List<NotedTable> tables, StoreNames names, StatelessSession session) {
        return Map.of();
    }

    @Override
    public final List<Trigger> of(List<NotedTable> tables, StoreNames names, StatelessSession session) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        for (NotedTable table : tables) {
            List<Step> own = steps.computeIfAbsent(table.name(), name -> new ArrayList<>());
            table.own().forEach(rows -> own.addAll(ofRows(rows, names)));
            table.parts().forEach(parts -> own.addAll(ofParts(parts, names)));
        }
        more(tables, names, session)
                .forEach((table, more) ->
                        steps.computeIfAbsent(table, name -> new ArrayList<>()).addAll(more));
        return steps.entrySet().stream()
                .flatMap(entry -> triggers(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Stream<Trigger> triggers(String table, List<Step> steps) {
        String base = name(
                table,
                steps.stream().flatMap(step -> create("", table, step).stream()).toList());
        return IntStream.range(0, steps.size()).mapToObj(i -> {
            String name = base + "_" + i;
            return new Trigger(table, name, create(NotedTable.qualifier(table) + name, table, steps.get(i)));
        });
    }

    @Override
    public String drop(String table, String name, StoreNames names) {
        return "drop trigger if exists " + NotedTable.qualifier(table) + name;
    }

    private List<Step> ofRows(Rows rows, StoreNames names) {
        String before = element(rows.key(), column -> value("old", column));
        String after = element(rows.key(), column -> value("new", column));
        String changed = noteOne(rows, Kind.CHANGED, after) + isShown(names);
        String deleted = noteOne(rows, Kind.DELETED, before) + isShown(names);
        return List.of(
                new Step(Event.INSERT, false, names.insert() + changed),
                new Step(
                        Event.UPDATE,
                        false,
                        names.insert() + deleted + " and " + differ(before, after) + " union all " + changed),
                new Step(Event.DELETE, false, names.insert() + deleted));
    }

    private String noteOne(Rows rows, Kind kind, String element) {
        return note(rows.subject(), kind, now(), joined(List.of("'['", element, "']'"))) + fromNothing();
    }

    private List<Step> ofParts(Parts parts, StoreNames names) {
        String either = "(" + owner(parts, "old") + " or " + owner(parts, "new") + ")";
        return List.of(
                ofPart(parts, Event.INSERT, owner(parts, "new"), names),
                ofPart(parts, Event.UPDATE, either, names),
                ofPart(parts, Event.DELETE, owner(parts, "old"), names));
    }

    private Step ofPart(Parts parts, Event event, String condition, StoreNames names) {
        String key = element(parts.whole().key(), column -> "r." + column);
        String rows = joined(List.of("'['", key, "']'"));
        return new Step(
                event,
                locksFirst(),
                names.insert() + note(parts.whole().subject(), Kind.CHANGED, now(), rows) + " from "
                        + parts.whole().table() + " r where " + condition + " and " + isShown(names) + lock());
    }

    private String owner(Parts parts, String image) {
        return IntStream.range(0, parts.columns().size())
                .mapToObj(i -> "r." + parts.targets().get(i) + " = "
                        + value(image, parts.columns().get(i)))
                .collect(Collectors.joining(" and "));
    }

    static String lower(Event event) {
        return event.name().toLowerCase(Locale.ROOT);
    }
}
