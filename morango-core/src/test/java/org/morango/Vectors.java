package org.morango;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Results of Python Morango for given input: test data from {@code src/test/resources/vectors}. */
public final class Vectors {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Vectors() {}

    /** The content of {@code vectors/<name>.json}. */
    public static JsonNode load(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("No such vectors: " + name);
            }
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node with the index of its case, to name it by when it fails. */
    public record Case(String name, JsonNode data) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The cases of one list in a file. */
    public static List<Case> cases(String file, String list) {
        return number(file + "." + list, load(file).get(list));
    }

    /** The elements of a list, numbered. */
    public static List<Case> number(String name, JsonNode list) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode data : list) {
            cases.add(new Case(name + "[" + cases.size() + "]", data));
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("No cases in " + name);
        }
        return cases;
    }

    public static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(node -> strings.add(node.stringValue()));
        return strings;
    }

    public static Map<String, String> stringMap(JsonNode object) {
        Map<String, String> map = new TreeMap<>();
        object.properties()
                .forEach(member -> map.put(member.getKey(), member.getValue().stringValue()));
        return map;
    }

    public static Map<String, Long> counters(JsonNode object) {
        Map<String, Long> map = new TreeMap<>();
        object.properties()
                .forEach(member -> map.put(member.getKey(), member.getValue().longValue()));
        return map;
    }

    public static Map<String, Map<String, Long>> partitions(JsonNode object) {
        Map<String, Map<String, Long>> map = new TreeMap<>();
        object.properties().forEach(member -> map.put(member.getKey(), counters(member.getValue())));
        return map;
    }
}
