// “I want someone to talk to me” works without scripts. With them it can be left at once, and nothing of it comes back.
import { keepLeaving } from "./leaving.js";

keepLeaving();
