package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.Length;

/** A trigger that the application needed when it was last started, for programs that do not know its entities. */
@Entity(name = "MorangoTriggerRow")
@Table(name = "morango_trigger")
public class TriggerRow {
    /** Its name, which is another one for another definition. */
    @Id
    @Column(name = "name", length = 100, nullable = false)
    public String name = "";

    /** Its table, as written in SQL. */
    @Column(name = "table_name", length = 1000, nullable = false)
    public String tableName = "";

    /** The statements that create it, as a JSON array. */
    @Column(name = "statements", length = Length.LONG32, nullable = false)
    public String statements = "";
}
