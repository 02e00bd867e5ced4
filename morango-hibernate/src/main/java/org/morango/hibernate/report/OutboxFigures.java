package org.morango.hibernate.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The application's changes that no sync has serialized yet.
 *
 * @param notes number of notes; each stands for up to 500 rows that one transaction has changed
 * @param oldest when the oldest of them was written; null if there are none, or if other programs have written them
 */
public record OutboxFigures(long notes, @Nullable Instant oldest) {}
