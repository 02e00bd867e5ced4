package org.morango.example.school;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.json.JsonMapper;

/** The school's command line. Each command ends with one JSON object on standard output. Logs go to standard error. */
@Command(
        name = "school",
        description = "A small application whose rows are synced between peers.",
        mixinStandardHelpOptions = true,
        versionProvider = School.Version.class,
        subcommands = {
            DemoCommand.class,
            InitCommand.class,
            SeedCommand.class,
            ServeCommand.class,
            InviteCommand.class,
            JoinCommand.class,
            PushCertificateCommand.class,
            TransferCommands.Push.class,
            TransferCommands.Pull.class,
            TransferCommands.Sync.class,
            LiveCommand.class,
            ResumeCommand.class,
            CleanUpCommand.class,
            CountCommand.class,
            DumpCommand.class,
            RowCommands.Edit.class,
            RowCommands.Delete.class
        })
public final class School {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Option(
            names = "--db",
            scope = ScopeType.INHERIT,
            paramLabel = "JDBC-URL",
            description = "The database; ${DEFAULT-VALUE} if not given.",
            defaultValue = "jdbc:h2:file:./school")
    String db = "";

    @Option(
            names = "--without",
            scope = ScopeType.INHERIT,
            split = ",",
            paramLabel = "CAPABILITY",
            description = "Does without: ASYNC_OPERATIONS, FSIC_V2_FORMAT, GZIP_BUFFER_POST.")
    private Set<Capability> without = EnumSet.noneOf(Capability.class);

    @Option(
            names = "--allow-plain-morango",
            scope = ScopeType.INHERIT,
            description =
                    "Accepts peers that speak only plain Morango, such as Kolibri. Danger: their sessions prove nothing,"
                            + " so anybody who can change data on the wire can forge records.")
    private boolean allowPlainMorango;

    @Option(
            names = "--allow-passwords-in-clear",
            scope = ScopeType.INHERIT,
            description =
                    "Sends passwords to servers of plain Morango over http. Danger: everybody on the way can read them.")
    private boolean allowPasswordsInClear;

    /** Opens the database with the settings that all commands share. */
    SchoolPeer open() {
        return open(UnaryOperator.identity());
    }

    /** Opens the database with additional settings of the command. */
    SchoolPeer open(UnaryOperator<PeerSettings.Builder> more) {
        Set<Capability> left = EnumSet.copyOf(PeerSettings.defaults().capabilities());
        left.removeAll(without);
        return SchoolPeer.open(
                db,
                settings -> more.apply(settings.capabilities(left)
                        .trust(trust -> trust.allowPlainMorango(allowPlainMorango))
                        .client(client -> client.allowPasswordsInClear(allowPasswordsInClear))));
    }

    public static void main(String[] args) {
        // Before the first logger is created. Standard output is only for the commands' results.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        setDefault("org.slf4j.simpleLogger.defaultLogLevel", "error");
        setDefault("org.slf4j.simpleLogger.log.org.morango", "warn");
        // A database file that commands share can only be reached from this machine.
        setDefault("h2.bindAddress", "127.0.0.1");
        System.exit(commandLine().execute(args));
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new School())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    String message = firstLine(error);
                    fail(line.getErr(), message.isBlank() ? error.getClass().getSimpleName() : message);
                    return 1;
                })
                .setParameterExceptionHandler((error, args) -> usage(error));
    }

    private static int usage(ParameterException error) {
        fail(error.getCommandLine().getErr(), firstLine(error) + " (try --help)");
        return 1;
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }

    private static void fail(PrintWriter err, String message) {
        err.println("school: " + message);
    }

    /** Prints a command's result. */
    static void print(Map<String, ? extends @Nullable Object> result) {
        System.out.println(json(result));
        System.out.flush();
    }

    static String json(Map<String, ? extends @Nullable Object> object) {
        return JSON.writeValueAsString(object);
    }

    /** Prints progress in words. */
    static void say(String text) {
        System.out.println(text);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = School.class.getPackage().getImplementationVersion();
            return new String[] {"school " + (version == null ? "development" : version)};
        }
    }
}
