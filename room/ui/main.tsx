import "./style/index.css";
import { render } from "preact";
import { LocationProvider, Route, Router } from "preact-iso/router";
import { openRoom } from "./core/index.ts";
import { Door, SignInPage } from "./pages/door.tsx";
import { Journey } from "./pages/journey.tsx";
import { NotHere } from "./pages/not-here.tsx";
import { Frame } from "./parts/frame.tsx";
import { idle, nameTab } from "./parts/here.tsx";
import { later } from "./parts/later.tsx";
import { RoomProvider } from "./parts/room.tsx";

const Circle = later(async () => (await import("./pages/circle.tsx")).Circle);
const CircleStory = later(async () => (await import("./pages/circle-story.tsx")).CircleStoryPage);
const Circles = later(async () => (await import("./pages/circles.tsx")).Circles);
const Erase = later(async () => (await import("./pages/erase.tsx")).Erase);
const Export = later(async () => (await import("./pages/export.tsx")).ExportPage);
const ForThem = later(async () => (await import("./pages/for-them.tsx")).ForThem);
const Heard = later(async () => (await import("./pages/heard.tsx")).Heard);
const HeldPage = later(async () => (await import("./pages/held.tsx")).HeldPage);
const Join = later(async () => (await import("./pages/join.tsx")).Join);
const Keys = later(async () => (await import("./pages/keys.tsx")).Keys);
const Letter = later(async () => (await import("./pages/letter.tsx")).Letter);
const Letters = later(async () => (await import("./pages/letters.tsx")).Letters);
const NewLetter = later(async () => (await import("./pages/letter-new.tsx")).NewLetter);
const PageForThem = later(async () => (await import("./pages/page-for-them.tsx")).PageForThem);
const Pens = later(async () => (await import("./pages/pens.tsx")).Pens);
const Settings = later(async () => (await import("./pages/settings.tsx")).Settings);
const SheetSignIn = later(async () => (await import("./pages/sheet-sign-in.tsx")).SheetSignIn);
const SignUp = later(async () => (await import("./pages/sign-up.tsx")).SignUp);
const Story = later(async () => (await import("./pages/story.tsx")).Story);
const Timeline = later(async () => (await import("./pages/timeline.tsx")).Timeline);
const Write = later(async () => (await import("./pages/write.tsx")).Write);

function App() {
  return (
    <LocationProvider>
      <Frame>
        <Router>
          <Route path="/" component={Door} />
          <Route path="/sign-in" component={SignInPage} />
          <Route path="/sign-up" component={SignUp} />
          <Route path="/sheet-sign-in" component={SheetSignIn} />
          <Route path="/write/:id?" component={Write} />
          <Route path="/journey" component={Journey} />
          <Route path="/journey/years" component={Timeline} />
          <Route path="/story/:id" component={Story} />
          <Route path="/for-them" component={ForThem} />
          <Route path="/for-them/:id" component={PageForThem} />
          <Route path="/heard" component={Heard} />
          <Route path="/circles" component={Circles} />
          <Route path="/circles/:id" component={Circle} />
          <Route path="/circles/:id/:entry" component={CircleStory} />
          <Route path="/join" component={Join} />
          <Route path="/letters" component={Letters} />
          <Route path="/letters/new" component={NewLetter} />
          <Route path="/letters/:of/:who" component={Letter} />
          <Route path="/pens" component={Pens} />
          <Route path="/export" component={Export} />
          <Route path="/settings" component={Settings} />
          <Route path="/settings/keys" component={Keys} />
          <Route path="/settings/erase" component={Erase} />
          <Route path="/settings/held" component={HeldPage} />
          <Route default component={NotHere} />
        </Router>
      </Frame>
    </LocationProvider>
  );
}

const root = document.getElementById("room");
if (root !== null) {
  const room = openRoom();
  nameTab();
  // Somebody who comes back after too long finds it locked, also when the browser was closed meanwhile.
  void (idle.isOver() ? room.account.lock() : Promise.resolve()).then(() => room.account.resume());
  render(
    <RoomProvider room={room}>
      <App />
    </RoomProvider>,
    root,
  );
}
