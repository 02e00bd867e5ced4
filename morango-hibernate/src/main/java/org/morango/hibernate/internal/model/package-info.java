/** The application's syncable models: their names, members and references, and their rows as JSON. Not API. */
@NullMarked
package org.morango.hibernate.internal.model;

import org.jspecify.annotations.NullMarked;
