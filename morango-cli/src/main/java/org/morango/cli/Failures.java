package org.morango.cli;

import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.Database;
import org.morango.internal.text.LogText;
import picocli.CommandLine.PicocliException;

/** Describes errors in one line. */
final class Failures {
    private Failures() {}

    /**
     * Returns a line for an error. The library's messages say what to do; for other errors the cause is most
     * informative.
     */
    static String line(Throwable error) {
        if (error instanceof MorangoException own && own.ids().containsKey("key")) {
            return "The secrets of this database are encrypted under key "
                    + own.ids().get("key") + "; give it by --key-file.";
        }
        boolean isOwn = error instanceof MorangoException || error instanceof PicocliException;
        String message = isOwn ? String.valueOf(error.getMessage()) : Database.reason(error);
        return LogText.line(Address.withoutSecrets(message.strip().replaceAll("\\s+", " ")));
    }
}
