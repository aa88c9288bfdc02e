import{c as r}from"./shared-XULBUBBD.js";function s(){return r("p",{class:"wait"},"Numbers")}export{s as Numbers};
