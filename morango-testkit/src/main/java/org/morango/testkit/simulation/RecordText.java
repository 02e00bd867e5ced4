package org.morango.testkit.simulation;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;
import org.morango.testkit.simulation.NumberedDatabase.Kind;

/**
 * What the content of a record says.
 *
 * @param parent the id of the record to which it refers
 */
record RecordText(
        String tag, String place, int token, @Nullable String parent) {
    static RecordText of(SyncRecord rec) {
        Kind parent = Kind.valueOf(rec.modelName().toUpperCase(Locale.ROOT)).parent();
        return new RecordText(
                Objects.requireNonNull(text(rec, "tag")),
                Objects.requireNonNull(text(rec, "place")),
                Integer.parseInt(Objects.requireNonNull(value(rec, "\"token\":\\s*(\\d+)"))),
                parent == null ? null : text(rec, parent.model() + "_id"));
    }

    private static @Nullable String text(SyncRecord rec, String member) {
        return value(rec, "\"" + member + "\":\\s*\"([^\"]*)\"");
    }

    private static @Nullable String value(SyncRecord rec, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(rec.serialized());
        return matcher.find() ? matcher.group(1) : null;
    }
}
