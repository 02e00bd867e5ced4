package org.morango.cli;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.morango.invitation.InvitationText;

/** An invitation as a QR code. */
final class QrImage {
    /** Light modules around the code, which scanners need. */
    private static final int MARGIN = 4;

    /** Black on white, whatever the colours of the terminal are. */
    private static final String COLOURS = "\u001b[38;5;16m\u001b[48;5;231m";

    private static final String DEFAULT_COLOURS = "\u001b[0m";
    private static final char BOTH = '\u2588';
    private static final char UPPER = '\u2580';
    private static final char LOWER = '\u2584';

    private final QrCode code;

    private QrImage(QrCode code) {
        this.code = code;
    }

    /** Draws an invitation. The part after {@code #} takes less room than other text of its length. */
    static QrImage of(InvitationText invitation) {
        return new QrImage(QrCode.encodeSegments(
                List.of(
                        QrSegment.makeBytes(invitation.head().getBytes(StandardCharsets.UTF_8)),
                        QrSegment.makeAlphanumeric(invitation.tail())),
                QrCode.Ecc.MEDIUM));
    }

    /** Returns the characters that a terminal has to be able to show. */
    static String characters() {
        return "" + BOTH + UPPER + LOWER;
    }

    /** Returns the lines to print, two rows of modules in each. */
    String lines() {
        StringBuilder lines = new StringBuilder();
        for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
            lines.append(COLOURS);
            for (int x = -MARGIN; x < code.size + MARGIN; x++) {
                boolean upper = code.getModule(x, y);
                boolean lower = code.getModule(x, y + 1);
                lines.append(upper ? (lower ? BOTH : UPPER) : lower ? LOWER : ' ');
            }
            lines.append(DEFAULT_COLOURS).append('\n');
        }
        return lines.toString();
    }

    /** Returns an SVG image, one unit for each module. */
    String svg() {
        int width = code.size + 2 * MARGIN;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + MARGIN)
                            .append(',')
                            .append(y + MARGIN)
                            .append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + width
                + "\" shape-rendering=\"crispEdges\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<path d=\""
                + path + "\" fill=\"#000\"/>\n</svg>\n";
    }
}
