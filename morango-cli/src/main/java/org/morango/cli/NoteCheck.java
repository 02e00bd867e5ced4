package org.morango.cli;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.OutboxRow;

/** Checks that the notes of the outbox, which other programs may have written, are understood. */
final class NoteCheck {
    private static final Set<String> KINDS =
            Arrays.stream(Outbox.Kind.values()).map(Enum::name).collect(Collectors.toSet());

    private NoteCheck() {}

    static void run(CliDatabase database, Findings findings) {
        new OutboxNotes(database).each(note -> {
            if (!KINDS.contains(note.kind)) {
                findings.add(
                        "outbox",
                        name(note),
                        "has a kind that nobody reads, '" + note.kind + "'",
                        "mend the program that writes such notes, delete this one, and call Morango.rescan");
            } else if (!note.kind.equals(Outbox.Kind.RESCAN.name()) && !OutboxNotes.isReadable(note)) {
                findings.add(
                        "outbox",
                        name(note),
                        "is not a JSON array of ids",
                        "mend the program that writes such notes; the next sync compares all rows of the model instead");
            }
        });
    }

    private static String name(OutboxRow note) {
        return "note " + note.id + " of " + note.profile + "/" + note.modelName;
    }
}
