/**
 * The application's syncable models: their names, members and references, and their rows as JSON. Not API. It reads and
 * writes the application's tables, and knows nothing of the stages.
 */
@NullMarked
package org.morango.hibernate.internal.model;

import org.jspecify.annotations.NullMarked;
